package dev.echopair.shared.probe;

import io.netty.buffer.ByteBuf;

/**
 * The header of a chunk of a file, which travels inside an echo and comes back as it was sent.
 *
 * <p>Any RFC 862 server is a peer: it sees bytes and returns them. All numbers are big-endian.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   magic: 'E' 'C' 'H' 'F'                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    version    |   check of the four numbers below             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +                           run id                              +
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +   sequence number of the datagram, repeated chunks included   +
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +                        chunk number                           +
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +                    bytes of the whole file                    +
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       payload: the bytes of the file from offset              |
 * |       chunk number x payload bytes of a full chunk            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Each transmission of a chunk has its own sequence number, so that a duplicate made by the
 * network can be told from the reply to a retransmission. The check covers the header: a changed
 * bit stays undetected with a probability of one in 2^24. The sender compares the payload with the
 * data that it sent. All methods read and write in place and allocate nothing.
 */
public final class ChunkPacket {

  /** Bytes of the header; the smallest datagram, which carries an empty file. */
  public static final int HEADER_BYTES = 40;

  private static final int MAGIC = 0x45434846;
  private static final int VERSION = 1;
  private static final int CHECK_BITS = 24;

  private static final int RUN_ID = 8;
  private static final int SEQUENCE = 16;
  private static final int CHUNK = 24;
  private static final int FILE_BYTES = 32;

  private ChunkPacket() {}

  /**
   * Appends a header to a buffer.
   *
   * @param runId identifies the transfer
   * @param sequence number of the datagram within the transfer, from 0
   * @param chunk number of the part of the file, from 0
   * @param fileBytes bytes of the whole file
   */
  public static void writeHeader(
      ByteBuf out, long runId, long sequence, long chunk, long fileBytes) {
    out.writeInt(MAGIC)
        .writeInt(versionAndCheck(runId, sequence, chunk, fileBytes))
        .writeLong(runId)
        .writeLong(sequence)
        .writeLong(chunk)
        .writeLong(fileBytes);
  }

  /** Whether the readable bytes of a buffer begin with an intact header of this version. */
  public static boolean hasHeader(ByteBuf in) {
    int at = in.readerIndex();
    return in.readableBytes() >= HEADER_BYTES
        && in.getInt(at) == MAGIC
        && in.getInt(at + Integer.BYTES)
            == versionAndCheck(runId(in), sequence(in), chunk(in), fileBytes(in));
  }

  /** The run id of a datagram that {@linkplain #hasHeader has a header}. */
  public static long runId(ByteBuf datagram) {
    return datagram.getLong(datagram.readerIndex() + RUN_ID);
  }

  /** The sequence number of a datagram that {@linkplain #hasHeader has a header}. */
  public static long sequence(ByteBuf datagram) {
    return datagram.getLong(datagram.readerIndex() + SEQUENCE);
  }

  /** The chunk number of a datagram that {@linkplain #hasHeader has a header}. */
  public static long chunk(ByteBuf datagram) {
    return datagram.getLong(datagram.readerIndex() + CHUNK);
  }

  /** The bytes of the whole file of a datagram that {@linkplain #hasHeader has a header}. */
  public static long fileBytes(ByteBuf datagram) {
    return datagram.getLong(datagram.readerIndex() + FILE_BYTES);
  }

  private static int versionAndCheck(long runId, long sequence, long chunk, long fileBytes) {
    long mixed = ProbePacket.scramble(runId);
    mixed = ProbePacket.scramble(mixed ^ sequence);
    mixed = ProbePacket.scramble(mixed ^ chunk);
    mixed = ProbePacket.scramble(mixed ^ fileBytes);
    return VERSION << CHECK_BITS | (int) (mixed >>> (Long.SIZE - CHECK_BITS));
  }
}

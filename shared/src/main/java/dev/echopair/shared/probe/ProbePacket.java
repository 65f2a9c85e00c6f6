package dev.echopair.shared.probe;

import io.netty.buffer.ByteBuf;

/**
 * The header of a probe, which travels inside an echo and comes back as it was sent.
 *
 * <p>Any RFC 862 server is a peer: it sees bytes and returns them. All numbers are big-endian.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   magic: 'E' 'C' 'H' 'P'                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    version    |   reserved: zero                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +                           run id                              +
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +                       sequence number                         +
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +       intended send time, ns of the sender's own clock        +
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +        actual send time, ns of the sender's own clock         +
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       payload: bytes that follow from the header's numbers    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The clock has no epoch that a peer could know ({@link System#nanoTime()}): only differences
 * between two times of one run mean something, and the sender alone takes them.
 *
 * @param runId tells runs apart, so that a reply to another run is not taken for one of this
 * @param sequence number of the probe within its run, from 0
 * @param intendedNanos when the schedule wanted it sent
 * @param actualNanos when it was handed to the socket
 */
public record ProbePacket(long runId, long sequence, long intendedNanos, long actualNanos) {

  /** Bytes of the header; the smallest probe. */
  public static final int HEADER_BYTES = 40;

  private static final int MAGIC = 0x45434850;
  private static final int VERSION_AND_RESERVED = 0x01000000;

  /**
   * Appends a probe to a buffer.
   *
   * @param size bytes of the whole probe, at least {@link #HEADER_BYTES}
   */
  public void write(ByteBuf out, int size) {
    out.writeInt(MAGIC)
        .writeInt(VERSION_AND_RESERVED)
        .writeLong(runId)
        .writeLong(sequence)
        .writeLong(intendedNanos)
        .writeLong(actualNanos);
    long word = seed();
    int left = size - HEADER_BYTES;
    for (; left >= Long.BYTES; left -= Long.BYTES) {
      word = next(word);
      out.writeLong(word);
    }
    if (left > 0) {
      word = next(word);
      for (int i = 0; i < left; i++) {
        out.writeByte(tail(word, i));
      }
    }
  }

  /**
   * Reads the header of a probe without moving the buffer's indices.
   *
   * @return {@code null} when the bytes are no probe
   */
  public static ProbePacket read(ByteBuf in) {
    int at = in.readerIndex();
    if (in.readableBytes() < HEADER_BYTES
        || in.getInt(at) != MAGIC
        || in.getInt(at + 4) != VERSION_AND_RESERVED) {
      return null;
    }
    return new ProbePacket(
        in.getLong(at + 8), in.getLong(at + 16), in.getLong(at + 24), in.getLong(at + 32));
  }

  /**
   * Whether the payload behind this header, to the buffer's end, is the one that was sent with it.
   */
  public boolean payloadMatches(ByteBuf in) {
    int at = in.readerIndex() + HEADER_BYTES;
    int left = in.readableBytes() - HEADER_BYTES;
    long word = seed();
    for (; left >= Long.BYTES; left -= Long.BYTES, at += Long.BYTES) {
      word = next(word);
      if (in.getLong(at) != word) {
        return false;
      }
    }
    word = next(word);
    for (int i = 0; i < left; i++) {
      if (in.getByte(at + i) != tail(word, i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Any bit of any number changes it, so that a payload of eight bytes or more also vouches for the
   * times in its header, of which round trips are made.
   */
  private long seed() {
    return runId
        ^ (sequence * 0x9E3779B97F4A7C15L)
        ^ Long.rotateLeft(intendedNanos * 0xBF58476D1CE4E5B9L, 21)
        ^ Long.rotateLeft(actualNanos * 0x94D049BB133111EBL, 42);
  }

  /** A step of SplitMix64 (Steele, Lea, Flood 2014): cheap, and no two neighbours look alike. */
  private static long next(long word) {
    long mixed = word + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  private static byte tail(long word, int index) {
    return (byte) (word >>> (56 - 8 * index));
  }
}

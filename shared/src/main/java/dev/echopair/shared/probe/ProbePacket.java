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
 * |    version    |   check of the four numbers below             |
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
 * <p>The check covers the header and the payload follows from it, so that no bit of a probe can
 * change unseen but by a chance of one in 2^24. All methods read and write in place: nothing is
 * allocated.
 */
public final class ProbePacket {

  /** Bytes of the header; the smallest probe. */
  public static final int HEADER_BYTES = 40;

  private static final int MAGIC = 0x45434850;
  private static final int VERSION = 1;
  private static final int CHECK_BITS = 24;

  private static final int RUN_ID = 8;
  private static final int SEQUENCE = 16;
  private static final int INTENDED = 24;
  private static final int ACTUAL = 32;

  private ProbePacket() {}

  /**
   * Appends a probe to a buffer.
   *
   * @param size bytes of the whole probe, at least {@link #HEADER_BYTES}
   * @param runId tells runs apart, so that a reply to another run is not taken for one of this
   * @param sequence number of the probe within its run, from 0
   * @param intendedNanos when the schedule wanted it sent
   * @param actualNanos when it was handed to the socket
   */
  public static void write(
      ByteBuf out, int size, long runId, long sequence, long intendedNanos, long actualNanos) {
    long seed = seed(runId, sequence, intendedNanos, actualNanos);
    out.writeInt(MAGIC)
        .writeInt(versionAndCheck(seed))
        .writeLong(runId)
        .writeLong(sequence)
        .writeLong(intendedNanos)
        .writeLong(actualNanos);
    long word = seed;
    int left = size - HEADER_BYTES;
    for (; left >= Long.BYTES; left -= Long.BYTES) {
      word = scramble(word);
      out.writeLong(word);
    }
    if (left > 0) {
      word = scramble(word);
      for (int i = 0; i < left; i++) {
        out.writeByte(tail(word, i));
      }
    }
  }

  /** Whether a buffer's readable bytes begin like a probe of this version. */
  public static boolean isProbe(ByteBuf in) {
    int at = in.readerIndex();
    return in.readableBytes() >= HEADER_BYTES
        && in.getInt(at) == MAGIC
        && in.getByte(at + Integer.BYTES) == VERSION;
  }

  /** The run id of a {@linkplain #isProbe probe}. */
  public static long runId(ByteBuf probe) {
    return probe.getLong(probe.readerIndex() + RUN_ID);
  }

  /** The sequence number of a {@linkplain #isProbe probe}. */
  public static long sequence(ByteBuf probe) {
    return probe.getLong(probe.readerIndex() + SEQUENCE);
  }

  /** The intended send time of a {@linkplain #isProbe probe}. */
  public static long intendedNanos(ByteBuf probe) {
    return probe.getLong(probe.readerIndex() + INTENDED);
  }

  /** The actual send time of a {@linkplain #isProbe probe}. */
  public static long actualNanos(ByteBuf probe) {
    return probe.getLong(probe.readerIndex() + ACTUAL);
  }

  /** Whether header and payload of a {@linkplain #isProbe probe} are those that were written. */
  public static boolean isIntact(ByteBuf probe) {
    return isIntact(probe, runId(probe), sequence(probe), intendedNanos(probe), actualNanos(probe));
  }

  /** The same, for who has read the numbers already. */
  public static boolean isIntact(
      ByteBuf probe, long runId, long sequence, long intendedNanos, long actualNanos) {
    long word = seed(runId, sequence, intendedNanos, actualNanos);
    int at = probe.readerIndex();
    if (probe.getInt(at + Integer.BYTES) != versionAndCheck(word)) {
      return false;
    }
    at += HEADER_BYTES;
    int left = probe.readableBytes() - HEADER_BYTES;
    for (; left >= Long.BYTES; left -= Long.BYTES, at += Long.BYTES) {
      word = scramble(word);
      if (probe.getLong(at) != word) {
        return false;
      }
    }
    word = scramble(word);
    for (int i = 0; i < left; i++) {
      if (probe.getByte(at + i) != tail(word, i)) {
        return false;
      }
    }
    return true;
  }

  /** A step of SplitMix64 (Steele, Lea, Flood 2014): cheap, and no two neighbours look alike. */
  public static long scramble(long word) {
    long mixed = word + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Any bit of any number changes it. */
  private static long seed(long runId, long sequence, long intendedNanos, long actualNanos) {
    return runId
        ^ (sequence * 0x9E3779B97F4A7C15L)
        ^ Long.rotateLeft(intendedNanos * 0xBF58476D1CE4E5B9L, 21)
        ^ Long.rotateLeft(actualNanos * 0x94D049BB133111EBL, 42);
  }

  private static int versionAndCheck(long seed) {
    return VERSION << CHECK_BITS | (int) (scramble(~seed) >>> (Long.SIZE - CHECK_BITS));
  }

  private static byte tail(long word, int index) {
    return (byte) (word >>> (56 - 8 * index));
  }
}

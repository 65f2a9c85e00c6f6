package dev.echopair.shared.probe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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

  private static final long MAGIC_AND_VERSION = 0x45434850_01L;
  private static final int CHECK_BITS = 24;

  /**
   * Costs half of what {@link ByteBuffer#getLong(int)} does, which asks for the order each time.
   */
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private static final int RUN_ID = 8;
  private static final int SEQUENCE = 16;
  private static final int INTENDED = 24;
  private static final int ACTUAL = 32;

  private ProbePacket() {}

  /**
   * Puts a probe into a buffer, from its position on, which moves behind the probe.
   *
   * @param size bytes of the whole probe, at least {@link #HEADER_BYTES}
   * @param runId tells runs apart, so that a reply to another run is not taken for one of this
   * @param sequence number of the probe within its run, from 0
   * @param intendedNanos when the schedule wanted it sent
   * @param actualNanos when it was handed to the socket
   */
  public static void write(
      ByteBuffer out, int size, long runId, long sequence, long intendedNanos, long actualNanos) {
    long word = firstWord(runId, sequence, intendedNanos, actualNanos);
    int at = out.position();
    LONGS.set(out, at, beginning(word));
    LONGS.set(out, at + RUN_ID, runId);
    LONGS.set(out, at + SEQUENCE, sequence);
    LONGS.set(out, at + INTENDED, intendedNanos);
    LONGS.set(out, at + ACTUAL, actualNanos);
    int end = at + size;
    at += HEADER_BYTES;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      word += GAMMA;
      LONGS.set(out, at, word);
    }
    word += GAMMA;
    for (int i = 0; at + i < end; i++) {
      out.put(at + i, byteOf(word, i));
    }
    out.position(end);
  }

  /** Whether a buffer's readable bytes begin like a probe of this version. */
  public static boolean isProbe(ByteBuffer in) {
    return in.remaining() >= HEADER_BYTES
        && (long) LONGS.get(in, in.position()) >>> CHECK_BITS == MAGIC_AND_VERSION;
  }

  /** The run id of a {@linkplain #isProbe probe}. */
  public static long runId(ByteBuffer probe) {
    return (long) LONGS.get(probe, probe.position() + RUN_ID);
  }

  /** The sequence number of a {@linkplain #isProbe probe}. */
  public static long sequence(ByteBuffer probe) {
    return (long) LONGS.get(probe, probe.position() + SEQUENCE);
  }

  /** The intended send time of a {@linkplain #isProbe probe}. */
  public static long intendedNanos(ByteBuffer probe) {
    return (long) LONGS.get(probe, probe.position() + INTENDED);
  }

  /** The actual send time of a {@linkplain #isProbe probe}. */
  public static long actualNanos(ByteBuffer probe) {
    return (long) LONGS.get(probe, probe.position() + ACTUAL);
  }

  /** Whether a buffer holds a probe of this version, from its first to its last byte as written. */
  public static boolean isIntact(ByteBuffer in) {
    if (in.remaining() < HEADER_BYTES) {
      return false;
    }
    long word = firstWord(runId(in), sequence(in), intendedNanos(in), actualNanos(in));
    int at = in.position();
    if ((long) LONGS.get(in, at) != beginning(word)) {
      return false;
    }
    int end = in.limit();
    at += HEADER_BYTES;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      word += GAMMA;
      if ((long) LONGS.get(in, at) != word) {
        return false;
      }
    }
    word += GAMMA;
    for (int i = 0; at + i < end; i++) {
      if (in.get(at + i) != byteOf(word, i)) {
        return false;
      }
    }
    return true;
  }

  /** A step of SplitMix64 (Steele, Lea, Flood 2014): cheap, and no two neighbours look alike. */
  public static long scramble(long state) {
    long mixed = state + GAMMA;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /**
   * What the check is a part of, and the payload goes on from in steps of the golden ratio, which
   * no compression on the way gets hold of. Any bit of any number changes it.
   */
  private static long firstWord(long runId, long sequence, long intendedNanos, long actualNanos) {
    long mixed =
        runId
            ^ (sequence * GAMMA)
            ^ Long.rotateLeft(intendedNanos * 0xBF58476D1CE4E5B9L, 21)
            ^ Long.rotateLeft(actualNanos * 0x94D049BB133111EBL, 42);
    return (mixed ^ (mixed >>> 32)) * GAMMA;
  }

  private static long beginning(long firstWord) {
    return MAGIC_AND_VERSION << CHECK_BITS | firstWord >>> (Long.SIZE - CHECK_BITS);
  }

  private static byte byteOf(long word, int index) {
    return (byte) (word >>> (56 - 8 * index));
  }
}

package dev.echopair.shared.probe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

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
 * <p>The times are from {@link System#nanoTime()}, whose epoch no peer knows: only the sender can
 * use them, as differences between two times of one run.
 *
 * <p>The check covers the header, and the payload is derived from the header: a changed bit stays
 * undetected with a probability of one in 2^24. All methods read and write in place and allocate
 * nothing. The buffers must have a backing array: reading and writing words of an array costs half
 * of what memory outside the heap costs, which pays for the copy.
 */
public final class ProbePacket {

  /** Bytes of the header; the smallest probe. */
  public static final int HEADER_BYTES = 40;

  private static final long MAGIC_AND_VERSION = 0x45434850_01L;
  private static final int CHECK_BITS = 24;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private static final int RUN_ID = 8;
  private static final int SEQUENCE = 16;
  private static final int INTENDED = 24;
  private static final int ACTUAL = 32;

  private ProbePacket() {}

  /**
   * Writes consecutive probes of the same size, run id and times into a buffer, from its position
   * on, and moves the position behind them.
   *
   * @param size bytes of each whole probe, at least {@link #HEADER_BYTES}
   * @param count number of probes
   * @param runId identifies the run, so that a reply to another run is not mistaken for one of this
   *     run
   * @param sequence sequence number of the first probe within its run, from 0
   * @param intendedNanos send time that the schedule intended
   * @param actualNanos time at which the probes are handed to the socket
   * @throws IndexOutOfBoundsException when the buffer has too little room
   */
  public static void write(
      ByteBuffer out,
      int size,
      int count,
      long runId,
      long sequence,
      long intendedNanos,
      long actualNanos) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(size, count), out.remaining());
    long unnumbered = mixed(runId, intendedNanos, actualNanos);
    byte[] bytes = out.array();
    int at = out.arrayOffset() + out.position();
    for (int i = 0; i < count; i++) {
      long firstWord = firstWord(unnumbered, sequence + i);
      LONGS.set(bytes, at, beginning(firstWord));
      LONGS.set(bytes, at + RUN_ID, runId);
      LONGS.set(bytes, at + SEQUENCE, sequence + i);
      LONGS.set(bytes, at + INTENDED, intendedNanos);
      LONGS.set(bytes, at + ACTUAL, actualNanos);
      putPayload(bytes, at + HEADER_BYTES, at + size, firstWord);
      at += size;
    }
    out.position(at - out.arrayOffset());
  }

  private static void putPayload(byte[] bytes, int from, int end, long firstWord) {
    long word = firstWord + GAMMA;
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      LONGS.set(bytes, at, word);
      word += GAMMA;
    }
    for (int i = 0; at + i < end; i++) {
      bytes[at + i] = byteOf(word, i);
    }
  }

  /** The run id of a probe. */
  public static long runId(ByteBuffer probe) {
    return number(probe, RUN_ID);
  }

  /** The sequence number of a probe. */
  public static long sequence(ByteBuffer probe) {
    return number(probe, SEQUENCE);
  }

  /** The intended send time of a probe. */
  public static long intendedNanos(ByteBuffer probe) {
    return number(probe, INTENDED);
  }

  /** The actual send time of a probe. */
  public static long actualNanos(ByteBuffer probe) {
    return number(probe, ACTUAL);
  }

  private static long number(ByteBuffer probe, int field) {
    return (long) LONGS.get(probe.array(), probe.arrayOffset() + probe.position() + field);
  }

  /**
   * Counts the probes, from a buffer's position on, that are intact and continue the first one:
   * same run id, same times, consecutive sequence numbers.
   *
   * @param size bytes of each probe
   * @param most maximum number of probes to look at
   * @throws IndexOutOfBoundsException when the buffer holds fewer bytes than {@code most} probes
   */
  public static int countTogether(ByteBuffer in, int size, int most) {
    if (size < HEADER_BYTES) {
      return 0;
    }
    Objects.checkFromIndexSize(0, Math.multiplyExact(size, most), in.remaining());
    long runId = runId(in);
    long sequence = sequence(in);
    long intended = intendedNanos(in);
    long actual = actualNanos(in);
    long unnumbered = mixed(runId, intended, actual);
    byte[] bytes = in.array();
    int at = in.arrayOffset() + in.position();
    int count = 0;
    while (count < most
        && (long) LONGS.get(bytes, at + RUN_ID) == runId
        && (long) LONGS.get(bytes, at + SEQUENCE) == sequence + count
        && (long) LONGS.get(bytes, at + INTENDED) == intended
        && (long) LONGS.get(bytes, at + ACTUAL) == actual
        && follows(bytes, at, at + size, firstWord(unnumbered, sequence + count))) {
      count++;
      at += size;
    }
    return count;
  }

  /** Whether the first word and the payload match the numbers of the header. */
  private static boolean follows(byte[] bytes, int from, int end, long firstWord) {
    // One comparison at the end is cheaper than one per word.
    long difference = (long) LONGS.get(bytes, from) ^ beginning(firstWord);
    long word = firstWord;
    int at = from + HEADER_BYTES;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      word += GAMMA;
      difference |= (long) LONGS.get(bytes, at) ^ word;
    }
    word += GAMMA;
    for (int i = 0; at + i < end; i++) {
      difference |= bytes[at + i] ^ byteOf(word, i);
    }
    return difference == 0;
  }

  /** A step of SplitMix64 (Steele, Lea, Flood 2014): cheap, and neighbours differ in all bits. */
  public static long scramble(long state) {
    long mixed = state + GAMMA;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /**
   * The seed of the payload; its upper bits are the check, which covers every number of the header.
   * The payload continues from the seed in steps of the golden ratio, which compression on the path
   * cannot shorten.
   */
  private static long firstWord(long mixedWithoutSequence, long sequence) {
    long mixed = mixedWithoutSequence ^ (sequence * GAMMA);
    return (mixed ^ (mixed >>> 32)) * GAMMA;
  }

  private static long mixed(long runId, long intendedNanos, long actualNanos) {
    return runId
        ^ Long.rotateLeft(intendedNanos * 0xBF58476D1CE4E5B9L, 21)
        ^ Long.rotateLeft(actualNanos * 0x94D049BB133111EBL, 42);
  }

  private static long beginning(long firstWord) {
    return MAGIC_AND_VERSION << CHECK_BITS | firstWord >>> (Long.SIZE - CHECK_BITS);
  }

  private static byte byteOf(long word, int index) {
    return (byte) (word >>> (56 - 8 * index));
  }
}

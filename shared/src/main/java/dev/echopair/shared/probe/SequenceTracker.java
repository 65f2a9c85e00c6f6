package dev.echopair.shared.probe;

import java.util.function.LongConsumer;

/**
 * What became of each probe of a flow: answered, lost, answered twice, out of order, too late.
 *
 * <p>Every probe is either {@linkplain Verdict#RECEIVED received} or lost, and nothing else: late
 * and corrupted replies are to probes that are lost (RFC 2680, section 2), duplicates to probes
 * that are received.
 *
 * <p>Keeps the probes of a window in arrays, so that memory is bounded and nothing is allocated per
 * probe. The window reaches back over every probe that is still waited for and as many again, for
 * duplicates and late replies to be told apart. A plain class for one thread.
 */
public final class SequenceTracker {

  /** What a reply turned out to be. */
  public enum Verdict {
    /** The first reply to a probe, in time. */
    RECEIVED,
    /** Another reply to an answered probe. */
    DUPLICATED,
    /** The first reply to a probe that had been given up, or had to be: its time was over. */
    LATE,
    /** A reply to a probe that was never sent, or so long ago that it is not known any more. */
    UNKNOWN
  }

  private static final byte OUTSTANDING = 1;
  private static final byte ANSWERED = 2;
  private static final byte LOST = 3;

  private final long[] sentNanos;
  private final byte[] states;
  private final int mask;
  private final long timeoutNanos;
  private final LongConsumer losses;

  /**
   * Runs of replies that came in order to probes with numbers one after the other, newest last: the
   * number of the first, and how many replies came before it.
   */
  private final long[] runs;

  private final long[] runArrivals;
  private long runCount;

  private long next;
  private long oldestOutstanding;
  private int inFlight;
  private long arrivals;
  private long highestAnswered = -1;
  private long reorderingExtent;

  /**
   * Makes a tracker.
   *
   * @param outstanding how many probes there may be from the oldest that is waited for to the
   *     newest, at least 1
   * @param timeoutNanos after which a probe is lost
   * @param losses takes the number of each probe that is given up
   */
  public SequenceTracker(int outstanding, long timeoutNanos, LongConsumer losses) {
    int capacity = Integer.highestOneBit(Math.max(outstanding, 1) * 2 - 1) << 1;
    this.sentNanos = new long[capacity];
    this.states = new byte[capacity];
    this.runs = new long[capacity];
    this.runArrivals = new long[capacity];
    this.mask = capacity - 1;
    this.timeoutNanos = timeoutNanos;
    this.losses = losses;
  }

  /** The number that the next probe gets. */
  public long nextSequence() {
    return next;
  }

  /** Whether there is no room to send one more, unless older ones are given up. */
  public boolean isFull() {
    return room() == 0;
  }

  /** How many more can be sent, unless older ones are given up. */
  public int room() {
    return mask / 2 + 1 - (int) (next - oldestOutstanding);
  }

  /**
   * Notes that the next probes are sent.
   *
   * @throws IllegalStateException when that is more than there is {@link #room} for
   */
  public void sent(int probes, long nowNanos) {
    if (probes > room()) {
      throw new IllegalStateException(probes + " probes where there is room for " + room());
    }
    for (int i = 0; i < probes; i++) {
      int slot = (int) (next + i) & mask;
      sentNanos[slot] = nowNanos;
      states[slot] = OUTSTANDING;
    }
    inFlight += probes;
    next += probes;
  }

  /**
   * Judges replies that were read together, to probes with numbers one after the other, as far as
   * they are as nearly all are: the first to their probes, in time, and in order.
   *
   * <p>Says nothing by {@link #reorderingExtent()}.
   *
   * @return how many of them, from the first on, are {@linkplain Verdict#RECEIVED received}, and in
   *     order; those behind have to be {@linkplain #received judged} one by one
   */
  public int receivedInOrder(long sequence, int replies, long nowNanos) {
    if (sequence < oldestOutstanding || sequence <= highestAnswered) {
      return 0;
    }
    long most = Math.min(replies, next - sequence);
    int count = 0;
    while (count < most) {
      int slot = (int) (sequence + count) & mask;
      if (states[slot] != OUTSTANDING || nowNanos - sentNanos[slot] >= timeoutNanos) {
        break;
      }
      states[slot] = ANSWERED;
      count++;
    }
    if (count > 0) {
      inFlight -= count;
      arrivedInOrder(sequence, count);
      if (sequence == oldestOutstanding) {
        oldestOutstanding += count;
        skipDecided();
      }
    }
    return count;
  }

  /** Judges a reply; {@link #reorderingExtent()} then says whether it came out of order. */
  public Verdict received(long sequence, long nowNanos) {
    reorderingExtent = 0;
    if (sequence < 0 || sequence >= next || sequence < next - states.length) {
      return Verdict.UNKNOWN;
    }
    int slot = (int) sequence & mask;
    if (states[slot] == ANSWERED) {
      return Verdict.DUPLICATED;
    }
    if (states[slot] == OUTSTANDING && nowNanos - sentNanos[slot] >= timeoutNanos) {
      giveUp(sequence);
    }
    Verdict verdict = states[slot] == LOST ? Verdict.LATE : Verdict.RECEIVED;
    if (states[slot] == OUTSTANDING) {
      inFlight--;
    }
    states[slot] = ANSWERED;
    arrived(sequence);
    skipDecided();
    return verdict;
  }

  /**
   * How far out of order the last {@linkplain #received judged} reply came, were it not a
   * duplicate: 0 when it came in order, else how many replies have come since the first that was
   * sent after it, that one included (RFC 4737, sections 3.3 and 4.2.1).
   */
  public long reorderingExtent() {
    return reorderingExtent;
  }

  /** Gives up every probe that has waited for its timeout. */
  public void expire(long nowNanos) {
    while (oldestOutstanding < next
        && nowNanos - sentNanos[(int) oldestOutstanding & mask] >= timeoutNanos) {
      giveUpOldest();
    }
  }

  /** Gives up every probe that is waited for, as when a connection breaks. */
  public void giveUpAll() {
    while (oldestOutstanding < next) {
      giveUpOldest();
    }
  }

  /**
   * Gives up the probe that has waited longest, if any is waited for: for who would rather send the
   * next one than wait for a probe that many others have overtaken.
   */
  public void giveUpOldest() {
    if (oldestOutstanding < next) {
      giveUp(oldestOutstanding);
      oldestOutstanding++;
      skipDecided();
    }
  }

  /** How many probes are waited for. */
  public int inFlight() {
    return inFlight;
  }

  private void arrived(long sequence) {
    if (sequence > highestAnswered) {
      arrivedInOrder(sequence, 1);
    } else {
      reorderingExtent = arrivals - runArrivals[(int) firstRunAfter(sequence) & mask];
      arrivals++;
    }
  }

  private void arrivedInOrder(long sequence, int replies) {
    if (sequence != highestAnswered + 1 || runCount == 0) {
      int slot = (int) runCount & mask;
      runs[slot] = sequence;
      runArrivals[slot] = arrivals;
      runCount++;
    }
    arrivals += replies;
    highestAnswered = sequence + replies - 1;
  }

  /**
   * The first run behind a probe that is known and in none; no more runs begin behind it than there
   * are probes known.
   */
  private long firstRunAfter(long sequence) {
    long low = Math.max(0, runCount - runs.length);
    long high = runCount - 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (runs[(int) middle & mask] > sequence) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private void giveUp(long sequence) {
    int slot = (int) sequence & mask;
    if (states[slot] == OUTSTANDING) {
      states[slot] = LOST;
      inFlight--;
      losses.accept(sequence);
    }
  }

  private void skipDecided() {
    while (oldestOutstanding < next && states[(int) oldestOutstanding & mask] != OUTSTANDING) {
      oldestOutstanding++;
    }
  }
}

package dev.echopair.shared.probe;

import java.util.function.LongConsumer;

/**
 * Tracks the probes of a flow by sequence number and judges each reply: received, duplicated, late,
 * reordered or unknown.
 *
 * <p>Every probe ends as either {@linkplain Verdict#RECEIVED received} or lost. Late and corrupted
 * replies belong to lost probes (RFC 2680, section 2), duplicates to received probes.
 *
 * <p>The tracker keeps a window of probes in arrays: its memory is bounded, and it allocates
 * nothing per probe. The window covers all outstanding probes and the same number of older ones, so
 * that a duplicate can be told from a late reply. A plain class for one thread.
 */
public final class SequenceTracker {

  /** The classification of a reply. */
  public enum Verdict {
    /** The first reply to a probe, in time. */
    RECEIVED,
    /** Another reply to an answered probe. */
    DUPLICATED,
    /** The first reply to a probe whose timeout had passed. */
    LATE,
    /** A reply to a probe that was never sent, or that has left the window. */
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
   * Runs of replies that arrived in order and without gaps, newest last: the sequence number of the
   * first reply of each run. {@link #runArrivals} has the number of replies that arrived before it.
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
   * @param outstanding maximum number of probes from the oldest outstanding one to the newest, at
   *     least 1
   * @param timeoutNanos time after which a probe is lost, in nanoseconds
   * @param losses receives the sequence number of each lost probe
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

  /** The sequence number of the next probe. */
  public long nextSequence() {
    return next;
  }

  /** Whether the window is full: one more probe fits only after an older one is settled. */
  public boolean isFull() {
    return room() == 0;
  }

  /** How many more probes fit before an older one is settled. */
  public int room() {
    return mask / 2 + 1 - (int) (next - oldestOutstanding);
  }

  /**
   * Records that the next probes were sent.
   *
   * @throws IllegalStateException when they are more than {@link #room}
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
   * Judges replies to consecutive probes that were read together, up to the first reply that is not
   * the common case: the first reply to its probe, in time and in order.
   *
   * <p>Does not set {@link #reorderingExtent()}.
   *
   * @return how many replies, from the first on, are {@linkplain Verdict#RECEIVED received} in
   *     order; the caller has to {@linkplain #received judge} the rest one by one
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
   * The reordering extent of the last {@linkplain #received judged} reply: 0 when it arrived in
   * order or is a duplicate, else the number of replies that arrived from the first reply to a
   * later probe on (RFC 4737, sections 3.3 and 4.2.1).
   */
  public long reorderingExtent() {
    return reorderingExtent;
  }

  /** Counts every probe whose timeout has passed as lost. */
  public void expire(long nowNanos) {
    while (oldestOutstanding < next
        && nowNanos - sentNanos[(int) oldestOutstanding & mask] >= timeoutNanos) {
      giveUpOldest();
    }
  }

  /** Counts every outstanding probe as lost, for example when a connection breaks. */
  public void giveUpAll() {
    while (oldestOutstanding < next) {
      giveUpOldest();
    }
  }

  /**
   * Counts the oldest outstanding probe as lost, if there is one. This makes room for the next
   * probe when many replies have overtaken the oldest.
   */
  public void giveUpOldest() {
    if (oldestOutstanding < next) {
      giveUp(oldestOutstanding);
      oldestOutstanding++;
      skipDecided();
    }
  }

  /** The number of outstanding probes. */
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
   * The first run that starts after a probe of the window which belongs to no run. The window
   * bounds the number of such runs.
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

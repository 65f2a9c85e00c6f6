package dev.echopair.shared.probe;

/**
 * What became of each probe of a run: answered, lost, answered twice, out of order, too late.
 *
 * <p>Keeps the probes of a window in two arrays, so that memory is bounded and nothing is allocated
 * per probe. The window reaches back over every probe that is still waited for and as many again,
 * for duplicates and late replies to be told apart. A plain class for one thread.
 */
public final class SequenceTracker {

  /** What a reply turned out to be. */
  public enum Verdict {
    /** The first reply to a probe, in time. */
    RECEIVED,
    /** Another reply to an answered probe. */
    DUPLICATED,
    /** The first reply to a probe that had been given up. */
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

  private long next;
  private long oldestOutstanding;
  private long highestAnswered = -1;
  private boolean reordered;

  /**
   * Makes a tracker.
   *
   * @param outstanding how many probes may be waited for at once, at least 1; one more and the
   *     oldest counts as lost
   * @param timeoutNanos after which a probe is lost
   */
  public SequenceTracker(int outstanding, long timeoutNanos) {
    int capacity = Integer.highestOneBit(Math.max(outstanding, 1) * 2 - 1) << 1;
    this.sentNanos = new long[capacity];
    this.states = new byte[capacity];
    this.mask = capacity - 1;
    this.timeoutNanos = timeoutNanos;
  }

  /** The number that the next probe gets. */
  public long nextSequence() {
    return next;
  }

  /**
   * Notes that the next probe was sent.
   *
   * @return how many older probes had to be given up as lost to make room: 0 or 1
   */
  public int sent(long nowNanos) {
    int pushedOut = 0;
    if (next - oldestOutstanding > mask / 2) {
      pushedOut = giveUpOldest();
    }
    int slot = (int) next & mask;
    sentNanos[slot] = nowNanos;
    states[slot] = OUTSTANDING;
    next++;
    return pushedOut;
  }

  /** Judges a reply; {@link #wasReordered()} then says whether it came out of order. */
  public Verdict received(long sequence) {
    reordered = false;
    if (sequence < 0 || sequence >= next || sequence < next - states.length) {
      return Verdict.UNKNOWN;
    }
    int slot = (int) sequence & mask;
    if (states[slot] == ANSWERED) {
      return Verdict.DUPLICATED;
    }
    Verdict verdict = states[slot] == LOST ? Verdict.LATE : Verdict.RECEIVED;
    states[slot] = ANSWERED;
    // RFC 4737, section 3.3: reordered is what arrives behind one that was sent after it.
    reordered = sequence < highestAnswered;
    highestAnswered = Math.max(highestAnswered, sequence);
    skipDecided();
    return verdict;
  }

  /**
   * Whether the last {@linkplain #received judged} reply, were it not a duplicate, came late in
   * order.
   */
  public boolean wasReordered() {
    return reordered;
  }

  /**
   * Gives up every probe that has waited for its timeout.
   *
   * @return how many that were
   */
  public int expire(long nowNanos) {
    int lost = 0;
    while (oldestOutstanding < next
        && nowNanos - sentNanos[(int) oldestOutstanding & mask] >= timeoutNanos) {
      lost += giveUpOldest();
    }
    return lost;
  }

  /**
   * Gives up every probe that is waited for, as when a connection breaks.
   *
   * @return how many that were
   */
  public int giveUpAll() {
    int lost = 0;
    while (oldestOutstanding < next) {
      lost += giveUpOldest();
    }
    return lost;
  }

  /** How many probes lie between the oldest that is waited for and the newest. */
  public long outstanding() {
    return next - oldestOutstanding;
  }

  private int giveUpOldest() {
    int slot = (int) oldestOutstanding & mask;
    int lost = states[slot] == OUTSTANDING ? 1 : 0;
    if (lost == 1) {
      states[slot] = LOST;
    }
    oldestOutstanding++;
    skipDecided();
    return lost;
  }

  private void skipDecided() {
    while (oldestOutstanding < next && states[(int) oldestOutstanding & mask] != OUTSTANDING) {
      oldestOutstanding++;
    }
  }
}

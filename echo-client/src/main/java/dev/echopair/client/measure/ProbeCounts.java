package dev.echopair.client.measure;

/**
 * Counts the outcomes of the probes of a part of a run: plain fields of one event loop.
 *
 * <p>Every sent probe that is not outstanding is either received or lost. Corrupted and late
 * replies belong to lost probes (RFC 2680, section 2), duplicates to received probes.
 */
public final class ProbeCounts {

  /** Probes handed to a socket; {@link #sentBytes} has their bytes. */
  public long sent;

  public long sentBytes;

  /** Probes whose first reply arrived unchanged and in time. */
  public long received;

  /** Probes without a reply within the timeout, or whose connection broke. */
  public long lost;

  /** First replies that arrived after their probe was counted as lost. */
  public long late;

  /** Further replies to probes that already have a reply. */
  public long duplicated;

  /** Replies that arrived after a reply to a later probe of their flow (RFC 4737, section 3.3). */
  public long reordered;

  /** The largest reordering extent (RFC 4737, section 4.2.1). */
  public long reorderingExtent;

  /** Replies whose bytes differ from those of the probe. */
  public long corrupted;

  /** Replies of other runs, and replies to probes that left the window or were never sent. */
  public long unknown;

  /** Probes that were due and could not be sent within the timeout. */
  public long skipped;

  /** ICMP errors that were received for datagrams. */
  public long refused;

  /** All replies of any kind; {@link #replyBytes} has their bytes. */
  public long replies;

  public long replyBytes;

  /** A copy, which later counts do not change. */
  public ProbeCounts copy() {
    ProbeCounts copy = new ProbeCounts();
    copy.add(this);
    return copy;
  }

  /** Adds the counts of another part. */
  public void add(ProbeCounts other) {
    sent += other.sent;
    sentBytes += other.sentBytes;
    received += other.received;
    lost += other.lost;
    late += other.late;
    duplicated += other.duplicated;
    reordered += other.reordered;
    reorderingExtent = Math.max(reorderingExtent, other.reorderingExtent);
    corrupted += other.corrupted;
    unknown += other.unknown;
    skipped += other.skipped;
    refused += other.refused;
    replies += other.replies;
    replyBytes += other.replyBytes;
  }

  /** The counts since an earlier copy; the reordering extent is the current one. */
  public ProbeCounts since(ProbeCounts earlier) {
    ProbeCounts since = copy();
    since.sent -= earlier.sent;
    since.sentBytes -= earlier.sentBytes;
    since.received -= earlier.received;
    since.lost -= earlier.lost;
    since.late -= earlier.late;
    since.duplicated -= earlier.duplicated;
    since.reordered -= earlier.reordered;
    since.corrupted -= earlier.corrupted;
    since.unknown -= earlier.unknown;
    since.skipped -= earlier.skipped;
    since.refused -= earlier.refused;
    since.replies -= earlier.replies;
    since.replyBytes -= earlier.replyBytes;
    return since;
  }
}

package dev.echopair.client.measure;

/**
 * Counts the outcomes of the probes of a part of a run: plain fields of one event loop.
 *
 * <p>Every probe that was sent and is not in flight is either received or lost. Corrupted and late
 * replies are to lost probes (RFC 2680, section 2), duplicates to received ones.
 */
public final class ProbeCounts {

  /** Probes handed to a socket, and their bytes. */
  public long sent;

  public long sentBytes;

  /** Probes whose first reply came unchanged and in time. */
  public long received;

  /** Probes that were given up. */
  public long lost;

  /** First replies that came after their probe had been given up. */
  public long late;

  /** Further replies to probes that were answered already. */
  public long duplicated;

  /** Replies that came behind one to a later probe of their flow (RFC 4737, section 3.3). */
  public long reordered;

  /** The largest reordering extent (RFC 4737, section 4.2.1). */
  public long reorderingExtent;

  /** Replies with other bytes than were sent. */
  public long corrupted;

  /** Probes of other runs, and replies to probes that are forgotten or were never sent. */
  public long unknown;

  /** Sends that were due and could not be made within the timeout. */
  public long skipped;

  /** ICMP errors that came back for datagrams. */
  public long refused;

  /** All that came, of whatever kind, and its bytes. */
  public long replies;

  public long replyBytes;

  /** A copy that does not change. */
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

  /** What has come since an earlier copy; the extent is that of now. */
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

package dev.echopair.client.measure;

import dev.echopair.client.config.RunSpec;
import dev.echopair.shared.metrics.HistogramCodec;
import dev.echopair.shared.probe.ProbePacket;
import dev.echopair.shared.probe.SequenceTracker;
import dev.echopair.shared.probe.SequenceTracker.Verdict;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;

/**
 * Measures one flow: writes its probes, judges the replies and keeps the counts. It uses neither
 * sockets nor timers. A plain class for one thread; all times are from the same clock.
 */
public final class FlowSession {

  /** Limit per flow. Sends beyond this limit wait, and are skipped after the timeout. */
  private static final int MAX_IN_FLIGHT = 1 << 20;

  /** A precision of 1 %, enough to distinguish network paths. */
  private static final int PER_FLOW_DIGITS = 2;

  private static final double JITTER_GAIN = 1.0 / 16;
  private static final double NANOS_PER_SECOND = 1e9;

  private final int flow;
  private final long runId;
  private final RunSpec.SizeRange size;
  private final RunRecorder recorder;
  private final ProbeObserver observer;
  private final SequenceTracker tracker;
  private final ProbeCounts own = new ProbeCounts();
  private final Histogram ownRoundTrip;

  /**
   * Sequence number of the first probe of the measured part; earlier probes belong to the warm-up.
   */
  private long firstMeasured;

  private double jitterNanos;
  private long previousNanos = -1;
  private boolean answeredSince;
  private long answeredSentNanos;

  /**
   * Number of replies that arrived in order, were read together, and belong to probes that were
   * sent together. Their times are equal: they are counted and timed in one step.
   */
  private long together;

  private long togetherBytes;
  private long togetherIntendedNanos;
  private long togetherActualNanos;
  private long togetherReadNanos;
  private long lost;

  /**
   * Makes a session.
   *
   * @param flow number of the flow among all flows of the run
   * @param runId id of the run; the id in the packets is {@code runId + flow}
   */
  public FlowSession(
      RunSpec spec, int flow, long runId, RunRecorder recorder, ProbeObserver observer) {
    this.flow = flow;
    this.runId = runId + flow;
    this.size = spec.size();
    this.recorder = recorder;
    this.observer = observer;
    this.tracker =
        new SequenceTracker(inFlightAtMost(spec), spec.timeout().toNanos(), this::gaveUp);
    this.ownRoundTrip =
        spec.perFlow()
            ? new Histogram(
                1_000,
                HistogramCodec.newTimeHistogram().getHighestTrackableValue(),
                PER_FLOW_DIGITS)
            : null;
  }

  /**
   * The maximum number of outstanding probes. For a schedule this is the number of probes of two
   * timeouts: a late probe is skipped only after the timeout, and therefore late and punctual
   * probes can be sent within the same timeout.
   */
  private static int inFlightAtMost(RunSpec spec) {
    RunSpec.Pattern pattern = spec.pattern();
    double perFlow = pattern.ratePerSecond() / spec.flows();
    double scheduled = 2 * perFlow * spec.timeout().toNanos() / NANOS_PER_SECOND + 2;
    double depth = pattern.depth() == 0 ? scheduled : spanOf(pattern.depth(), spec.isUdp());
    return (int) Math.min(MAX_IN_FLIGHT, pattern.isOpenLoop() ? Math.min(scheduled, depth) : depth);
  }

  /** For UDP the window is wider than the depth: one lost datagram must not stop the others. */
  private static double spanOf(int depth, boolean overtaken) {
    return depth == 1 || !overtaken ? depth : 64.0 * depth;
  }

  /**
   * The size in bytes of a probe that will be sent.
   *
   * @param ahead number of probes that will be sent before it
   */
  public int sizeOf(int ahead) {
    return size.ofProbe(tracker.nextSequence() + ahead);
  }

  /** The sequence number of the next probe. */
  public long nextSequence() {
    return tracker.nextSequence();
  }

  /** How many more probes fit into the window of outstanding probes. */
  public int room() {
    return tracker.room();
  }

  /**
   * Writes consecutive probes into a buffer. The caller reports them with {@link #sent}.
   *
   * @param ahead number of probes that will be sent before them
   * @param bytes size of each probe, from {@link #sizeOf}
   * @param most maximum number of probes to write
   * @return number of probes that were written, at least 1: as many as the buffer has room for, or
   *     one when the sizes of the run vary
   */
  public int write(
      ByteBuffer out, int ahead, int bytes, int most, long intendedNanos, long nowNanos) {
    int count = size.isFixed() ? Math.min(most, out.remaining() / bytes) : 1;
    long sequence = tracker.nextSequence() + ahead;
    ProbePacket.write(out, bytes, count, runId, sequence, intendedNanos, nowNanos);
    return count;
  }

  /**
   * Counts probes that were sent together.
   *
   * @param bytes total size of the probes
   */
  public void sent(int probes, long bytes, long intendedNanos, long nowNanos) {
    tracker.sent(probes, nowNanos);
    if (!recorder.isMeasured(intendedNanos)) {
      firstMeasured = tracker.nextSequence();
    } else {
      own.sent += probes;
      own.sentBytes += bytes;
    }
    recorder.sent(probes, bytes, intendedNanos, nowNanos);
  }

  /** Judges one reply; see {@link #received(ByteBuffer, int, int, long)}. */
  public void received(ByteBuffer reply, long nowNanos) {
    received(reply, reply.remaining(), 1, nowNanos);
  }

  /**
   * Judges consecutive replies. The caller calls {@link #endRead()} after the last reply of a read.
   *
   * @param replies one or more replies, from the buffer's position on
   * @param bytes size of each reply
   * @param most number of replies in the buffer
   * @return number of replies that were judged, at least 1
   */
  public int received(ByteBuffer replies, int bytes, int most, long nowNanos) {
    int count = ProbePacket.countTogether(replies, bytes, most);
    if (count == 0) {
      corrupted(bytes, nowNanos);
      return 1;
    }
    long sequence = ProbePacket.sequence(replies);
    if (ProbePacket.runId(replies) != runId) {
      count(recorder.counts(nowNanos), count, (long) count * bytes).unknown += count;
      return count;
    }
    if (bytes != size.ofProbe(sequence)) {
      corrupted(bytes, nowNanos);
      return 1;
    }
    intact(
        sequence,
        count,
        bytes,
        ProbePacket.intendedNanos(replies),
        ProbePacket.actualNanos(replies),
        nowNanos);
    return count;
  }

  private void intact(
      long sequence, int probes, int bytes, long intendedNanos, long actualNanos, long nowNanos) {
    int inOrder = tracker.receivedInOrder(sequence, probes, nowNanos);
    if (inOrder > 0) {
      if (!isTogether(intendedNanos, actualNanos, nowNanos)) {
        settleTogether();
        togetherIntendedNanos = intendedNanos;
        togetherActualNanos = actualNanos;
        togetherReadNanos = nowNanos;
      }
      together += inOrder;
      togetherBytes += (long) inOrder * bytes;
      for (int i = 0; i < inOrder; i++) {
        observer.replied(
            sequence + i, Verdict.RECEIVED, false, bytes, intendedNanos, actualNanos, nowNanos);
      }
    }
    for (int i = inOrder; i < probes; i++) {
      intactAlone(sequence + i, bytes, intendedNanos, actualNanos, nowNanos);
    }
  }

  private boolean isTogether(long intendedNanos, long actualNanos, long nowNanos) {
    return intendedNanos == togetherIntendedNanos
        && actualNanos == togetherActualNanos
        && nowNanos == togetherReadNanos;
  }

  private void intactAlone(
      long sequence, int bytes, long intendedNanos, long actualNanos, long nowNanos) {
    settleTogether();
    Verdict verdict = tracker.received(sequence, nowNanos);
    judge(verdict, count(recorder.counts(intendedNanos), 1, bytes));
    if (sequence >= firstMeasured) {
      judge(verdict, own);
    }
    if (verdict == Verdict.RECEIVED) {
      answered(1, intendedNanos, actualNanos, nowNanos);
    }
    boolean reordered = tracker.reorderingExtent() > 0;
    observer.replied(sequence, verdict, reordered, bytes, intendedNanos, actualNanos, nowNanos);
  }

  /**
   * Ends a read: the socket has no more data for now.
   *
   * @return whether a probe was received (its first reply, in time) since the last call
   */
  public boolean endRead() {
    settleTogether();
    boolean any = answeredSince;
    answeredSince = false;
    return any;
  }

  private void settleTogether() {
    if (together > 0) {
      count(recorder.counts(togetherIntendedNanos), together, togetherBytes).received += together;
      if (recorder.isMeasured(togetherIntendedNanos)) {
        own.received += together;
      }
      answered(together, togetherIntendedNanos, togetherActualNanos, togetherReadNanos);
      together = 0;
      togetherBytes = 0;
    }
  }

  private void answered(long probes, long intendedNanos, long actualNanos, long nowNanos) {
    answeredSince = true;
    answeredSentNanos = actualNanos;
    recorder.timed(probes, intendedNanos, actualNanos, nowNanos);
    if (recorder.isMeasured(intendedNanos)) {
      time(probes, intendedNanos, actualNanos, nowNanos);
    }
  }

  private static ProbeCounts count(ProbeCounts counts, long replies, long bytes) {
    counts.replies += replies;
    counts.replyBytes += bytes;
    return counts;
  }

  private void corrupted(int bytes, long nowNanos) {
    count(recorder.counts(nowNanos), 1, bytes).corrupted++;
    if (recorder.isMeasured(nowNanos)) {
      own.corrupted++;
    }
    observer.corrupted(bytes);
  }

  private void judge(Verdict verdict, ProbeCounts counts) {
    switch (verdict) {
      case RECEIVED -> counts.received++;
      case LATE -> counts.late++;
      case DUPLICATED -> counts.duplicated++;
      case UNKNOWN -> counts.unknown++;
    }
    long extent = tracker.reorderingExtent();
    if (extent > 0) {
      counts.reordered++;
      counts.reorderingExtent = Math.max(counts.reorderingExtent, extent);
    }
  }

  /**
   * Updates the jitter and the latencies of the flow. The jitter (RFC 3550, section 6.4.1) uses the
   * times from the actual sends, as their differences are those of the transit times.
   */
  private void time(long probes, long intendedNanos, long actualNanos, long nowNanos) {
    long nanos = nowNanos - actualNanos;
    if (previousNanos >= 0) {
      jitterNanos += (Math.abs(nanos - previousNanos) - jitterNanos) * JITTER_GAIN;
    }
    previousNanos = nanos;
    for (long others = 1; others < probes; others++) {
      jitterNanos *= 1 - JITTER_GAIN;
    }
    if (ownRoundTrip != null) {
      HistogramCodec.record(ownRoundTrip, nowNanos - intendedNanos, probes);
    }
  }

  private void gaveUp(long sequence) {
    lost++;
    if (sequence >= firstMeasured) {
      recorder.measured().lost++;
      own.lost++;
    } else {
      recorder.warmup().lost++;
    }
    observer.lost(sequence);
  }

  /** Counts a probe that could not be sent in time. */
  public void skipped(long intendedNanos, String why) {
    recorder.counts(intendedNanos).skipped++;
    if (recorder.isMeasured(intendedNanos)) {
      own.skipped++;
    }
    observer.skipped(why);
  }

  /** Counts an ICMP error that was received for a datagram. */
  public void refused(long nowNanos) {
    recorder.counts(nowNanos).refused++;
    own.refused++;
  }

  /** Counts every probe whose timeout has passed as lost; returns their number. */
  public long expire(long nowNanos) {
    long before = lost;
    tracker.expire(nowNanos);
    return lost - before;
  }

  /** Counts all outstanding probes as lost, for example when their connection breaks. */
  public void giveUpAll() {
    tracker.giveUpAll();
  }

  /** Time of the actual send of the last probe that was received. */
  public long answeredSentNanos() {
    return answeredSentNanos;
  }

  /** The number of outstanding probes. */
  public int inFlight() {
    return tracker.inFlight();
  }

  /** The number of this flow among all flows of the run. */
  public int flow() {
    return flow;
  }

  /** The outcomes of the probes of this flow so far. */
  public FlowCounts counts(SocketAddress local) {
    return new FlowCounts(
        flow, local, own.copy(), jitterNanos, ownRoundTrip == null ? null : ownRoundTrip.copy());
  }
}

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
 * The measuring half of a flow: makes its probes, judges the replies, keeps the counts. Knows
 * nothing of sockets or timers; a plain class for one thread, all times from one clock.
 */
public final class FlowSession {

  /** Per flow; what a run asks for beyond it waits, and is counted as skipped in the end. */
  private static final int MAX_IN_FLIGHT = 1 << 20;

  /** Enough to tell the paths apart: 1 part in 100. */
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

  /** The first probe of the measured part; what was sent before is of the warm-up. */
  private long firstMeasured;

  private double jitterNanos;
  private long previousNanos = -1;
  private boolean answeredSince;
  private long answeredSentNanos;

  /**
   * Replies in order to probes that were sent together, and were read together: they took equally
   * long, and are counted and timed as one.
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
   * @param flow its number among all flows of the run
   * @param runId the run's, which together with the flow's number makes the id on the wire
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
   * What comes too late to be sent is skipped after the timeout, so that within one timeout the
   * probes of two can go out.
   */
  private static int inFlightAtMost(RunSpec spec) {
    RunSpec.Pattern pattern = spec.pattern();
    double perFlow = pattern.ratePerSecond() / spec.flows();
    double scheduled = 2 * perFlow * spec.timeout().toNanos() / NANOS_PER_SECOND + 2;
    double depth = pattern.depth() == 0 ? scheduled : spanOf(pattern.depth(), spec.isUdp());
    return (int) Math.min(MAX_IN_FLIGHT, pattern.isOpenLoop() ? Math.min(scheduled, depth) : depth);
  }

  /** One datagram that is lost must not stop the others: the window is wider than the depth. */
  private static double spanOf(int depth, boolean overtaken) {
    return depth == 1 || !overtaken ? depth : 64.0 * depth;
  }

  /**
   * Bytes of a probe that is to be sent.
   *
   * @param ahead how many others are sent before it
   */
  public int sizeOf(int ahead) {
    return size.ofProbe(tracker.nextSequence() + ahead);
  }

  /** The number that the next probe gets. */
  public long nextSequence() {
    return tracker.nextSequence();
  }

  /** How many more can be kept track of. */
  public int room() {
    return tracker.room();
  }

  /**
   * Writes probes, which are to be {@link #sent}, one behind the other.
   *
   * @param ahead how many others are sent before them
   * @param bytes of each, as {@link #sizeOf} has it
   * @param most how many
   * @return how many were written, at least 1: as many as there is room for, or one where their
   *     sizes differ
   */
  public int write(
      ByteBuffer out, int ahead, int bytes, int most, long intendedNanos, long nowNanos) {
    int count = size.isFixed() ? Math.min(most, out.remaining() / bytes) : 1;
    long sequence = tracker.nextSequence() + ahead;
    ProbePacket.write(out, bytes, count, runId, sequence, intendedNanos, nowNanos);
    return count;
  }

  /** Counts probes that were sent together, of so many bytes together. */
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

  /** Judges one reply, as {@link #received(ByteBuffer, int, int, long)} does. */
  public void received(ByteBuffer reply, long nowNanos) {
    received(reply, reply.remaining(), 1, nowNanos);
  }

  /**
   * Judges what came back; {@link #endRead()} is to be told when there is no more of it.
   *
   * @param replies one or more, one behind the other, from the position on
   * @param bytes of each
   * @param most how many there are
   * @return how many were judged, at least 1
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
   * Ends a read: all that there was to be read has been read, for now.
   *
   * @return whether a probe has got its first answer, in time, since the last call
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

  /** Transit times differ as the times from the actual sends do (RFC 3550, section 6.4.1). */
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

  /** Counts a send that could not be made in time. */
  public void skipped(long intendedNanos, String why) {
    recorder.counts(intendedNanos).skipped++;
    if (recorder.isMeasured(intendedNanos)) {
      own.skipped++;
    }
    observer.skipped(why);
  }

  /** Counts an ICMP error that came back for a datagram. */
  public void refused(long nowNanos) {
    recorder.counts(nowNanos).refused++;
    own.refused++;
  }

  /** Gives up the probes that have waited for the timeout; returns how many. */
  public long expire(long nowNanos) {
    long before = lost;
    tracker.expire(nowNanos);
    return lost - before;
  }

  /** Gives up all probes, as when the connection broke that they were on. */
  public void giveUpAll() {
    tracker.giveUpAll();
  }

  /** When the probe was sent that was answered last. */
  public long answeredSentNanos() {
    return answeredSentNanos;
  }

  /** Probes that are waited for. */
  public int inFlight() {
    return tracker.inFlight();
  }

  /** The flow's number among all flows of the run. */
  public int flow() {
    return flow;
  }

  /** The outcomes of this flow's probes so far. */
  public FlowCounts counts(SocketAddress local) {
    return new FlowCounts(
        flow, local, own.copy(), jitterNanos, ownRoundTrip == null ? null : ownRoundTrip.copy());
  }
}

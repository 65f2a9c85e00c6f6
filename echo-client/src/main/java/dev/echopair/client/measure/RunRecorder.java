package dev.echopair.client.measure;

import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.metrics.HistogramCodec;
import dev.echopair.shared.metrics.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Records the counts and times of one verticle instance of a run, separately for the warm-up and
 * the measured part. Uses plain fields of the event loop and allocates nothing per probe.
 */
public final class RunRecorder {

  /** Number of slowest round trips that are kept, to compare them with stalls. */
  private static final int SLOWEST = 100;

  private final ProbeCounts warmup = new ProbeCounts();
  private final ProbeCounts measured = new ProbeCounts();
  private final Slowest slowest = new Slowest(SLOWEST);

  /** Latencies of the warm-up since the last {@link #drain}; {@code null} without a warm-up. */
  private RecentLatencies recentWarmup;

  private final RecentLatencies recent = new RecentLatencies();

  /** Round-trip times since the verticle started, for the reports on the bus. */
  private final Histogram roundTrip = HistogramCodec.newTimeHistogram();

  private final Histogram sendLag = HistogramCodec.newTimeHistogram();

  private long warmupEndNanos;
  private long firstSentNanos;
  private long lastSentNanos;

  /**
   * Sets the end of the warm-up.
   *
   * @param nanos the end, on the clock {@link System#nanoTime()}
   */
  public void warmupUntil(long nanos) {
    recentWarmup = new RecentLatencies();
    warmupEndNanos = nanos;
  }

  /** Whether a probe with this intended send time belongs to the measured part. */
  public boolean isMeasured(long intendedNanos) {
    return recentWarmup == null || intendedNanos - warmupEndNanos >= 0;
  }

  /** The counts of the part that a probe with this intended send time belongs to. */
  public ProbeCounts counts(long intendedNanos) {
    return isMeasured(intendedNanos) ? measured : warmup;
  }

  /**
   * Counts probes that were sent together.
   *
   * @param bytes total size of the probes
   */
  public void sent(int probes, long bytes, long intendedNanos, long actualNanos) {
    ProbeCounts counts = counts(intendedNanos);
    if (counts == measured && measured.sent == 0) {
      firstSentNanos = intendedNanos;
    }
    lastSentNanos = intendedNanos;
    counts.sent += probes;
    counts.sentBytes += bytes;
    latencies(intendedNanos).sent(probes, actualNanos - intendedNanos);
  }

  /** Records the round-trip times of probes that were sent together and received together. */
  public void timed(long probes, long intendedNanos, long actualNanos, long nowNanos) {
    latencies(intendedNanos).received(probes, nowNanos - intendedNanos, nowNanos - actualNanos);
    if (isMeasured(intendedNanos)) {
      slowest.offer(probes, intendedNanos, nowNanos);
    }
  }

  private RecentLatencies latencies(long intendedNanos) {
    return isMeasured(intendedNanos) ? recent : recentWarmup;
  }

  /** The counts of the warm-up. */
  public ProbeCounts warmup() {
    return warmup;
  }

  /** The counts of the measured part. */
  public ProbeCounts measured() {
    return measured;
  }

  /** The result of the measured part, with the counts of its flows. */
  public InstanceResult result(List<FlowCounts> flows) {
    return new InstanceResult(flows, slowest.list(), firstSentNanos, lastSentNanos);
  }

  /**
   * Adds the latencies of the measured part since the last call to the distributions of the whole
   * life of the verticle.
   */
  public void consolidate() {
    recent.moveTo(roundTrip, sendLag);
  }

  /**
   * Adds the latencies of both parts since the last call to the distributions of the whole life,
   * and returns them.
   */
  public Drained drain() {
    Latencies ofWarmup = recentWarmup == null ? null : recentWarmup.drain();
    Latencies ofMeasured = recent.drain();
    add(ofMeasured);
    if (ofWarmup != null) {
      add(ofWarmup);
    }
    return new Drained(ofWarmup, ofMeasured);
  }

  /**
   * The distributions of an interval.
   *
   * @param warmup latencies of the warm-up; {@code null} without a warm-up
   * @param measured latencies of the measured part
   */
  public record Drained(Latencies warmup, Latencies measured) {}

  private void add(Latencies latencies) {
    roundTrip.add(latencies.roundTrip());
    sendLag.add(latencies.sendLag());
  }

  /** The counts of both parts together, by their names in the reports on the bus. */
  public Map<String, Long> counters() {
    ProbeCounts all = warmup.copy();
    all.add(measured);
    Map<String, Long> counters = new HashMap<>();
    counters.put(Metric.SENT_MESSAGES.busName(), all.sent);
    counters.put(Metric.SENT_BYTES.busName(), all.sentBytes);
    counters.put(Metric.RECEIVED_MESSAGES.busName(), all.replies);
    counters.put(Metric.RECEIVED_BYTES.busName(), all.replyBytes);
    counters.put(Metric.LOST_MESSAGES.busName(), all.lost);
    counters.put(Metric.LATE_MESSAGES.busName(), all.late);
    counters.put(Metric.DUPLICATED_MESSAGES.busName(), all.duplicated);
    counters.put(Metric.REORDERED_MESSAGES.busName(), all.reordered);
    counters.put(Metric.CORRUPTED_MESSAGES.busName(), all.corrupted);
    counters.put(Metric.REFUSED_MESSAGES.busName(), all.refused);
    counters.put(Metric.UNSENT_MESSAGES.busName(), all.skipped);
    if (all.unknown > 0) {
      counters.put(DropReason.UNKNOWN_REPLY.counterName(), all.unknown);
    }
    return counters;
  }

  /**
   * Round-trip times of the verticle's whole life, up to the last {@link #consolidate} or {@link
   * #drain}.
   */
  public Histogram roundTrip() {
    return roundTrip;
  }

  /**
   * Send lags of the verticle's whole life, up to the last {@link #consolidate} or {@link #drain}.
   */
  public Histogram sendLag() {
    return sendLag;
  }
}

package dev.echopair.client.report;

import dev.echopair.client.engine.Interval;
import dev.echopair.client.measure.Latencies;
import dev.echopair.client.measure.ProbeCounts;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * The values that a time line keeps of an interval, or of several adjacent intervals.
 *
 * @param fromSeconds the start of the point, in seconds since the start of the run
 * @param toSeconds the end of the point, in the same way
 * @param warmup whether the point is in the warm-up, in whole or in part
 * @param rtt percentiles 50, 90, 99, 99.9 and 100 of the corrected round-trip time in microseconds,
 *     NaN without a reply; of several intervals the highest value of each, because the histograms
 *     of all intervals need too much memory
 * @param uncorrectedP99 in microseconds; NaN and several intervals as above
 * @param sendLagP99 in microseconds; NaN and several intervals as above
 * @param stalledMicros how long the client stalled, in microseconds
 */
record TimePoint(
    double fromSeconds,
    double toSeconds,
    boolean warmup,
    ProbeCounts counts,
    List<Double> rtt,
    double uncorrectedP99,
    double sendLagP99,
    double stalledMicros) {

  private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 100.0);

  static TimePoint of(Interval row) {
    Latencies latencies = row.latencies();
    List<Double> rtt =
        PERCENTILES.stream().map(each -> micros(latencies.roundTrip(), each)).toList();
    return new TimePoint(
        row.from().toNanos() / 1e9,
        row.to().toNanos() / 1e9,
        row.warmup(),
        row.counts(),
        rtt,
        micros(latencies.uncorrected(), 99),
        micros(latencies.sendLag(), 99),
        row.stalled().toNanos() / 1e3);
  }

  /** Merges this point with the next one. */
  TimePoint with(TimePoint next) {
    ProbeCounts sum = counts.copy();
    sum.add(next.counts);
    List<Double> highest =
        IntStream.range(0, rtt.size()).mapToObj(i -> higher(rtt.get(i), next.rtt.get(i))).toList();
    return new TimePoint(
        fromSeconds,
        next.toSeconds,
        warmup || next.warmup,
        sum,
        highest,
        higher(uncorrectedP99, next.uncorrectedP99),
        higher(sendLagP99, next.sendLagP99),
        stalledMicros + next.stalledMicros);
  }

  /** Converts a count of this point to a rate per second; NaN when the point has no length. */
  double perSecond(long count) {
    return toSeconds > fromSeconds ? count / (toSeconds - fromSeconds) : Double.NaN;
  }

  private static double higher(double one, double other) {
    return Double.isNaN(one) ? other : Double.isNaN(other) ? one : Math.max(one, other);
  }

  private static double micros(Histogram samples, double percentile) {
    return samples.getTotalCount() == 0
        ? Double.NaN
        : samples.getValueAtPercentile(percentile) / 1e3;
  }
}

package dev.echopair.client.report;

import dev.echopair.client.engine.Interval;
import dev.echopair.client.measure.Latencies;
import dev.echopair.client.measure.ProbeCounts;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * What a time line keeps of an interval, or of several neighbouring ones.
 *
 * @param fromSeconds its begin, counted from the start of the run
 * @param toSeconds its end
 * @param warmup whether it lies in the warm-up, in whole or in part
 * @param rtt percentiles 50, 90, 99, 99.9 and 100 of the corrected round trip in microseconds, not
 *     numbers without a reply; of several intervals the highest, as histograms of all would be too
 *     much to keep
 * @param uncorrectedP99 in microseconds, as before
 * @param sendLagP99 in microseconds, as before
 * @param stalledMicros how long the client stood still in it
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

  /** This and the one behind it as one. */
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

  /** Something that was counted in it, per second; not a number without length. */
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

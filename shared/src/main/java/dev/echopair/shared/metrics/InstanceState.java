package dev.echopair.shared.metrics;

import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The state of one verticle instance: its last report, the rates between the last two reports, and
 * the number of lost reports. A plain class for one thread.
 */
final class InstanceState {

  private static final double MILLIS_PER_SECOND = 1_000.0;

  private MetricsReport last;
  private Map<String, Histogram> histograms = Map.of();
  private Map<String, Double> rates = Map.of();
  private Map<String, Histogram> recent = Map.of();
  private long lostReports;
  private long heardNanos;

  InstanceState(MetricsReport first, Map<String, Histogram> decoded, long nowNanos) {
    this.last = first;
    this.histograms = decoded;
    this.heardNanos = nowNanos;
  }

  /** A copy with the histograms decoded again from the last report, without rates. */
  InstanceState decodedAnew() {
    InstanceState copy =
        new InstanceState(last, HistogramCodec.decode(last.histograms()), heardNanos);
    copy.lostReports = lostReports;
    return copy;
  }

  /** A copy without the histograms, which {@link #decodedAnew} can decode again. */
  InstanceState asText() {
    InstanceState small = new InstanceState(last, Map.of(), heardNanos);
    small.lostReports = lostReports;
    return small;
  }

  /**
   * Processes the next report.
   *
   * @return false when the report is not newer than the last one: it was repeated, or overtaken
   */
  boolean accept(MetricsReport report, Map<String, Histogram> decoded, long nowNanos) {
    if (report.sequence() <= last.sequence()) {
      return false;
    }
    lostReports += report.sequence() - last.sequence() - 1;
    rates = rates(last, report);
    recent = differences(histograms, decoded);
    histograms = decoded;
    last = report;
    heardNanos = nowNanos;
    return true;
  }

  /** The rates of its counters, per second, between the two newest reports. */
  private static Map<String, Double> rates(MetricsReport before, MetricsReport after) {
    long millis = after.time().toEpochMilli() - before.time().toEpochMilli();
    Map<String, Double> rates = new HashMap<>();
    if (millis > 0) {
      after
          .counters()
          .forEach(
              (name, value) -> {
                long grown = value - before.counters().getOrDefault(name, 0L);
                rates.put(name, Math.max(0, grown) * MILLIS_PER_SECOND / millis);
              });
    }
    return rates;
  }

  private static Map<String, Histogram> differences(
      Map<String, Histogram> before, Map<String, Histogram> after) {
    Map<String, Histogram> differences = new HashMap<>();
    after.forEach(
        (name, whole) -> {
          Histogram difference = whole.copy();
          Histogram earlier = before.get(name);
          if (earlier != null && earlier.getTotalCount() <= whole.getTotalCount()) {
            subtract(difference, earlier);
          }
          differences.put(name, difference);
        });
    return differences;
  }

  /**
   * HdrHistogram refuses to subtract values that the histogram does not contain. A forged report
   * must not cause a failure.
   */
  private static void subtract(Histogram from, Histogram earlier) {
    try {
      from.subtract(earlier);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      from.reset();
    }
  }

  MetricsReport last() {
    return last;
  }

  /** The distributions since the instance started. */
  Map<String, Histogram> histograms() {
    return histograms;
  }

  /** The distributions between the two newest reports. */
  Map<String, Histogram> recent() {
    return recent;
  }

  Map<String, Double> currentRates() {
    return rates;
  }

  long lostReports() {
    return lostReports;
  }

  long silentNanos(long nowNanos) {
    return nowNanos - heardNanos;
  }
}

package dev.echopair.client.measure;

import dev.echopair.shared.metrics.HistogramCodec;
import org.HdrHistogram.Histogram;

/**
 * A distribution of times to which equal consecutive times are added cheaply. Probes that were sent
 * together and read together have equal times. A plain class for one thread.
 */
final class RepeatedTimes {

  private Histogram histogram = HistogramCodec.newTimeHistogram();
  private long repeated;
  private long times;

  /**
   * Adds the same time {@code count} times.
   *
   * @param nanos the time in nanoseconds; a time outside of the histogram's range counts as the
   *     limit of the range
   */
  void record(long nanos, long count) {
    if (nanos != repeated) {
      settle();
      repeated = nanos;
    }
    times += count;
  }

  private void settle() {
    if (times > 0) {
      HistogramCodec.record(histogram, repeated, times);
      times = 0;
    }
  }

  /** Adds all times to another histogram and clears this distribution. */
  void moveTo(Histogram all) {
    settle();
    all.add(histogram);
    histogram.reset();
  }

  /** Removes all times. */
  void clear() {
    times = 0;
    histogram.reset();
  }

  /** Returns the histogram of all times and starts a new one. */
  Histogram drain() {
    settle();
    Histogram drained = histogram;
    histogram = HistogramCodec.newTimeHistogram();
    return drained;
  }
}

package dev.echopair.client.measure;

import dev.echopair.shared.metrics.HistogramCodec;
import org.HdrHistogram.Histogram;

/**
 * A distribution that is cheap to add to where the same time comes again and again: what was sent
 * together and read together took equally long. A plain class for one thread.
 */
final class RepeatedTimes {

  private Histogram histogram = HistogramCodec.newTimeHistogram();
  private long repeated;
  private long times;

  /**
   * Adds a time so many times.
   *
   * @param nanos in nanoseconds; what lies outside of the histogram's range counts at its end
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

  /** Adds all that was added to another histogram; begins anew. */
  void moveTo(Histogram all) {
    settle();
    all.add(histogram);
    histogram.reset();
  }

  /** Forgets all that was added. */
  void clear() {
    times = 0;
    histogram.reset();
  }

  /** All that was added, to keep; begins anew. */
  Histogram drain() {
    settle();
    Histogram drained = histogram;
    histogram = HistogramCodec.newTimeHistogram();
    return drained;
  }
}

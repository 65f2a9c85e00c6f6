package dev.echopair.client.measure;

import org.HdrHistogram.Histogram;

/**
 * Collects the {@link Latencies} since the last {@link #moveTo} or {@link #drain}. A plain class
 * for one thread.
 */
final class RecentLatencies {

  private final RepeatedTimes roundTrip = new RepeatedTimes();
  private final RepeatedTimes uncorrected = new RepeatedTimes();
  private final RepeatedTimes sendLag = new RepeatedTimes();

  /** Adds the send lag, in nanoseconds, of probes that were sent together. */
  void sent(long probes, long lagNanos) {
    sendLag.record(lagNanos, probes);
  }

  /**
   * Adds the times from the intended and from the actual send, in nanoseconds, of equal replies.
   */
  void received(long probes, long roundTripNanos, long uncorrectedNanos) {
    roundTrip.record(roundTripNanos, probes);
    uncorrected.record(uncorrectedNanos, probes);
  }

  /**
   * Adds the round-trip times and the send lags to other distributions, and clears all three.
   * Allocates nothing.
   */
  void moveTo(Histogram allRoundTrips, Histogram allSendLags) {
    roundTrip.moveTo(allRoundTrips);
    sendLag.moveTo(allSendLags);
    uncorrected.clear();
  }

  /** Returns the distributions since the last call and starts new ones. */
  Latencies drain() {
    return new Latencies(roundTrip.drain(), uncorrected.drain(), sendLag.drain());
  }
}

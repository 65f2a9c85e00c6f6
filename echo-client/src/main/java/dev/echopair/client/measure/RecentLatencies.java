package dev.echopair.client.measure;

import org.HdrHistogram.Histogram;

/** The {@link Latencies} since they were last asked for. A plain class for one thread. */
final class RecentLatencies {

  private final RepeatedTimes roundTrip = new RepeatedTimes();
  private final RepeatedTimes uncorrected = new RepeatedTimes();
  private final RepeatedTimes sendLag = new RepeatedTimes();

  /** Adds what so many probes waited before they were sent, in nanoseconds. */
  void sent(long probes, long lagNanos) {
    sendLag.record(lagNanos, probes);
  }

  /** Adds what so many replies took from the intended and the actual send, in nanoseconds. */
  void received(long probes, long roundTripNanos, long uncorrectedNanos) {
    roundTrip.record(roundTripNanos, probes);
    uncorrected.record(uncorrectedNanos, probes);
  }

  /** Adds two of them to others, and forgets the third; makes no object. */
  void moveTo(Histogram allRoundTrips, Histogram allSendLags) {
    roundTrip.moveTo(allRoundTrips);
    sendLag.moveTo(allSendLags);
    uncorrected.clear();
  }

  /** All since the last call, to keep. */
  Latencies drain() {
    return new Latencies(roundTrip.drain(), uncorrected.drain(), sendLag.drain());
  }
}

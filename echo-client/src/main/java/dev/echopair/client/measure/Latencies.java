package dev.echopair.client.measure;

import dev.echopair.shared.metrics.HistogramCodec;
import org.HdrHistogram.Histogram;

/**
 * Three distributions, in nanoseconds, that tell apart the time of the network and the overhead of
 * the client.
 *
 * <p>A client that measures from the moment of its <em>actual</em> send and then is held up, be it
 * by a full socket, by a depth that waits for replies, or by itself, sends less just when things
 * are slow, and so leaves out the worst: coordinated omission. With 1,000 probes per second, a
 * depth of one and a server that stands still for half a second, 500 probes should have gone out
 * and one did; timed from its actual send, one sample in the run is slow; timed from the
 * <em>intended</em> sends, 500 are, as 500 users would have found it.
 *
 * @param roundTrip from the intended send to the reply's being read, of received probes
 * @param uncorrected from the actual send to the reply's being read, of received probes
 * @param sendLag from the intended to the actual send, of sent probes: overhead of the client
 */
public record Latencies(Histogram roundTrip, Histogram uncorrected, Histogram sendLag) {

  /** Empty ones. */
  public Latencies() {
    this(
        HistogramCodec.newTimeHistogram(),
        HistogramCodec.newTimeHistogram(),
        HistogramCodec.newTimeHistogram());
  }

  /** Adds all samples of others. */
  public void add(Latencies other) {
    roundTrip.add(other.roundTrip);
    uncorrected.add(other.uncorrected);
    sendLag.add(other.sendLag);
  }
}

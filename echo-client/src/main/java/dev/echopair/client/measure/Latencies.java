package dev.echopair.client.measure;

import dev.echopair.shared.metrics.HistogramCodec;
import org.HdrHistogram.Histogram;

/**
 * Three distributions, in nanoseconds, that separate the time of the network from the overhead of
 * the client.
 *
 * <p>A client can be delayed by a full socket, by a depth that waits for replies, or by a stall of
 * its own. It then sends fewer probes while replies are slow. A client that measures from the
 * <em>actual</em> send leaves out the slowest samples: this is coordinated omission. Example: a run
 * has 1,000 probes per second and a depth of one, and the server stalls for half a second. In this
 * time 500 probes should be sent, but only one is. Measured from the actual sends, one sample is
 * slow. Measured from the <em>intended</em> sends, 500 samples are slow, which is what 500 users
 * would have seen.
 *
 * @param roundTrip times from the intended send to the read of the reply, of received probes
 * @param uncorrected times from the actual send to the read of the reply, of received probes
 * @param sendLag times from the intended to the actual send, of sent probes: client overhead
 */
public record Latencies(Histogram roundTrip, Histogram uncorrected, Histogram sendLag) {

  /** Makes empty distributions. */
  public Latencies() {
    this(
        HistogramCodec.newTimeHistogram(),
        HistogramCodec.newTimeHistogram(),
        HistogramCodec.newTimeHistogram());
  }

  /** Adds all samples of other distributions. */
  public void add(Latencies other) {
    roundTrip.add(other.roundTrip);
    uncorrected.add(other.uncorrected);
    sendLag.add(other.sendLag);
  }
}

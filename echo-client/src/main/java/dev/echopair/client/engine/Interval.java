package dev.echopair.client.engine;

import dev.echopair.client.measure.Latencies;
import dev.echopair.client.measure.ProbeCounts;
import java.time.Duration;

/**
 * One interval of a run, all instances together, warm-up included.
 *
 * @param index its number, from 0
 * @param from its begin, counted from the start of the run
 * @param to its end
 * @param warmup whether it lies in the warm-up, in whole or in part
 * @param counts of this interval alone
 * @param inFlight probes that were waited for at its end
 * @param latencies of the replies that came in it, and lags of the sends that were made in it
 * @param stalled how long the client was stalled in it, all event loops together
 */
public record Interval(
    int index,
    Duration from,
    Duration to,
    boolean warmup,
    ProbeCounts counts,
    int inFlight,
    Latencies latencies,
    Duration stalled) {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Its length in seconds. */
  public double seconds() {
    return to.minus(from).toNanos() / NANOS_PER_SECOND;
  }

  /** Probes sent per second. */
  public double sentPerSecond() {
    return counts.sent / seconds();
  }

  /** Probes received per second. */
  public double receivedPerSecond() {
    return counts.received / seconds();
  }
}

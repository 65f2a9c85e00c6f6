package dev.echopair.client.engine;

import dev.echopair.client.measure.Latencies;
import dev.echopair.client.measure.ProbeCounts;
import java.time.Duration;

/**
 * One interval of a run, all instances together, warm-up included.
 *
 * @param index number of the interval, from 0
 * @param from start of the interval, relative to the start of the run
 * @param to end of the interval, relative to the start of the run
 * @param warmup whether the interval is at least in part in the warm-up
 * @param counts counts of this interval alone
 * @param inFlight number of outstanding probes at the end of the interval
 * @param latencies round-trip times of the replies, and send lags of the sends, in this interval
 * @param stalled total duration of the client's stalls in this interval, summed over all event
 *     loops
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

  /** The length of the interval in seconds. */
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

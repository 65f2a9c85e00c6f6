package dev.echopair.client.engine;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.client.measure.Latencies;
import dev.echopair.client.measure.ProbeCounts;
import dev.echopair.client.measure.RoundTrip;
import dev.echopair.client.measure.Stall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The result of the measured part of a run, without the warm-up.
 *
 * @param spec specification of the run
 * @param instances number of verticle instances
 * @param transport transport of this process: {@code epoll}, {@code nio} ...
 * @param started start time of the schedule
 * @param startNanos the same time by {@link System#nanoTime()}, the clock of all other times
 * @param elapsed time in which the measured part sent probes
 * @param interrupted whether the run was ended before its stop condition
 * @param counts counts of the outcomes of the probes
 * @param latencies round-trip times and send lags
 * @param jitterNanos jitter of RFC 3550 in nanoseconds, the mean over the flows
 * @param flows counts, jitter and latencies of each flow
 * @param slowest the slowest round trips, the slowest first
 * @param stalls stalls of the event loops and pauses of the garbage collector, in the order of time
 */
public record RunResult(
    RunSpec spec,
    int instances,
    String transport,
    Instant started,
    long startNanos,
    Duration elapsed,
    boolean interrupted,
    ProbeCounts counts,
    Latencies latencies,
    double jitterNanos,
    List<FlowCounts> flows,
    List<RoundTrip> slowest,
    List<Stall> stalls) {

  private static final double NANOS_PER_SECOND = 1e9;

  /** The requested rate in probes per second; 0 for a closed loop. */
  public double requestedRate() {
    return spec.pattern().ratePerSecond();
  }

  /** Probes sent per second. */
  public double achievedRate() {
    return elapsed.isZero() ? 0 : counts.sent * NANOS_PER_SECOND / elapsed.toNanos();
  }

  /** The fraction of the sent probes that was lost, from 0 to 1. */
  public double loss() {
    return counts.sent == 0 ? 0 : (double) counts.lost / counts.sent;
  }

  /** How many of the slowest round trips overlap a stall of the client. */
  public int slowestDuringStalls() {
    int explained = 0;
    for (RoundTrip trip : slowest) {
      if (stalls.stream().anyMatch(stall -> stall.overlaps(trip))) {
        explained++;
      }
    }
    return explained;
  }

  /** Warnings that the client, not the network, limited the run; empty when it did not. */
  public List<String> warnings() {
    return OverheadWarnings.warnings(this);
  }
}

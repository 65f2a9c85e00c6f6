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
 * The result of a run: of the measured part, without the warm-up.
 *
 * @param spec what was asked for
 * @param instances verticle instances that carried it
 * @param transport how this process talked to the kernel: {@code epoll}, {@code nio} ...
 * @param started when its first probe was due
 * @param startNanos the same by {@link System#nanoTime()}, which all other times are on
 * @param elapsed how long the measured part sent
 * @param interrupted whether it was ended before its stop condition
 * @param counts of the outcomes of the probes
 * @param latencies their round trips and send lags
 * @param jitterNanos RFC 3550's jitter, the mean over the flows
 * @param flows the same for each flow
 * @param slowest the slowest round trips, the slowest first
 * @param stalls of the client, in the order of time: of its event loops and its garbage collector
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

  /** Probes per second that the schedule asked for; 0 for a closed loop. */
  public double requestedRate() {
    return spec.pattern().ratePerSecond();
  }

  /** Probes sent per second. */
  public double achievedRate() {
    return elapsed.isZero() ? 0 : counts.sent * NANOS_PER_SECOND / elapsed.toNanos();
  }

  /** The part of the sent probes that was lost, 0 to 1. */
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

  /** Sentences that say why the client, not the network, limited the run; empty when it did not. */
  public List<String> warnings() {
    return OverheadWarnings.warnings(this);
  }
}

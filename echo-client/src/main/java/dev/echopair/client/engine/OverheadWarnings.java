package dev.echopair.client.engine;

import dev.echopair.client.measure.Latencies;
import dev.echopair.shared.process.Quantity;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Decides whether the client, not the network, limited a run. */
final class OverheadWarnings {

  /** Limit of the send lag as a fraction of the round-trip time, both at the 99th percentile. */
  private static final double LAG_PART = 0.25;

  /** A shorter send lag gives no warning. */
  private static final long LAG_THAT_MATTERS_NANOS = 100_000;

  /** Lowest achieved rate without a warning, as a fraction of the requested rate. */
  private static final double RATE_PART = 0.99;

  /** Fraction of the slowest round trips that overlap a stall, from which on there is a warning. */
  private static final double STALLED_PART = 0.5;

  private OverheadWarnings() {}

  static List<String> warnings(RunResult run) {
    List<String> warnings = new ArrayList<>();
    if (run.counts().skipped > 0) {
      warnings.add(
          "%d sends were skipped: they could not be made within %d ms of their intended time"
              .formatted(run.counts().skipped, run.spec().timeout().toMillis()));
    }
    if (run.requestedRate() > 0
        && run.spec().pattern().ramp().isZero()
        && !run.interrupted()
        && run.achievedRate() < RATE_PART * run.requestedRate()) {
      warnings.add(
          "the achieved rate was %s, the requested rate %s"
              .formatted(Quantity.rate(run.achievedRate()), Quantity.rate(run.requestedRate())));
    }
    lag(run.latencies(), warnings);
    int explained = run.slowestDuringStalls();
    if (explained > 0 && explained >= STALLED_PART * run.slowest().size()) {
      warnings.add(
          "%d of the %d slowest round trips overlap a stall of the client"
              .formatted(explained, run.slowest().size()));
    }
    return warnings;
  }

  private static void lag(Latencies latencies, List<String> warnings) {
    Histogram lag = latencies.sendLag();
    Histogram roundTrip = latencies.roundTrip();
    if (lag.getTotalCount() == 0 || roundTrip.getTotalCount() == 0) {
      return;
    }
    long late = lag.getValueAtPercentile(99);
    if (late >= LAG_THAT_MATTERS_NANOS && late > LAG_PART * roundTrip.getValueAtPercentile(99)) {
      warnings.add(
          "the client sent late: send lag p99 %s, round trip p99 %s"
              .formatted(
                  Quantity.micros(late / 1e3),
                  Quantity.micros(roundTrip.getValueAtPercentile(99) / 1e3)));
    }
  }
}

package dev.echopair.client.engine;

import dev.echopair.client.measure.Latencies;
import dev.echopair.shared.process.Quantity;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Decides whether the client, not the network, was the limit of a run. */
final class OverheadWarnings {

  /** Sends as late as this at their 99th percentile, in parts of the round trip's, are too late. */
  private static final double LAG_PART = 0.25;

  private static final long LAG_THAT_MATTERS_NANOS = 100_000;

  /** Achieved below this part of what was asked for. */
  private static final double RATE_PART = 0.99;

  /** Of the slowest round trips. */
  private static final double STALLED_PART = 0.5;

  private OverheadWarnings() {}

  static List<String> warnings(RunResult run) {
    List<String> warnings = new ArrayList<>();
    if (run.counts().skipped > 0) {
      warnings.add(
          "%d sends were skipped: they could not be made within %d ms of their time"
              .formatted(run.counts().skipped, run.spec().timeout().toMillis()));
    }
    if (run.requestedRate() > 0
        && run.spec().pattern().ramp().isZero()
        && !run.interrupted()
        && run.achievedRate() < RATE_PART * run.requestedRate()) {
      warnings.add(
          "the rate was %s where %s were asked for"
              .formatted(Quantity.rate(run.achievedRate()), Quantity.rate(run.requestedRate())));
    }
    lag(run.latencies(), warnings);
    int explained = run.slowestDuringStalls();
    if (explained > 0 && explained >= STALLED_PART * run.slowest().size()) {
      warnings.add(
          "%d of the %d slowest round trips fall into times when the client itself stood still"
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
          "sends were %s late at their 99th percentile, where round trips took %s"
              .formatted(
                  Quantity.micros(late / 1e3),
                  Quantity.micros(roundTrip.getValueAtPercentile(99) / 1e3)));
    }
  }
}

package dev.echopair.client.command;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.engine.RunResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Searches the highest rate whose run meets the assertions: doubles from the first rate until one
 * does not, or halves until one does, and then halves the gap. A run counts as met only if it made
 * the rate at all: one that its own client held back says nothing about the target. A rate that was
 * not met is tried twice more, so that one disturbance of the machine is not taken for the limit;
 * and none is judged before the JVM has had time to compile what it runs.
 */
final class RateSearch {

  /** Where the search starts unless told otherwise, in probes per second. */
  static final double FIRST = 1_000;

  /** The answer is known to this part when the search ends. */
  private static final double PRECISION = 1.05;

  private static final int MAX_STEPS = 40;
  private static final int TRIES = 3;
  private static final int WARM_UP_STEPS = 5;
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(10);
  private static final double LOWEST = 1;
  private static final double HIGHEST = 10e6;

  /** The part of a rate that has to be made. */
  private static final double MADE = 0.99;

  private final RunSession session;
  private final RunSpec spec;
  private final ResultMixin results;
  private final StatusLine status;
  private final PrintStream err = System.err;

  RateSearch(RunSession session, RunSpec spec, ResultMixin results, StatusLine status) {
    this.session = session;
    this.spec = spec;
    this.results = results;
    this.status = status;
  }

  /** The run at the highest rate that met the assertions, or at the lowest if none did. */
  RunResult run() {
    double low = 0;
    double high = 0;
    double rate = spec.pattern().ratePerSecond();
    RunResult best = null;
    RunResult last = null;
    warmUp(rate);
    for (int step = 0; step < MAX_STEPS && !session.isInterrupted(); step++) {
      last = step(rate);
      for (int tries = 1; tries < TRIES && !isMet(last) && !session.isInterrupted(); tries++) {
        last = step(rate);
      }
      if (isMet(last)) {
        low = rate;
        best = last;
      } else {
        high = rate;
      }
      if (isFound(low, high)) {
        break;
      }
      rate = next(low, high);
    }
    if (best != null) {
      err.printf(Locale.ROOT, "the highest rate that meets the assertions: %.0f/s%n", low);
    } else {
      err.println("no rate was found that meets the assertions");
    }
    return best == null ? last : best;
  }

  private void warmUp(double rate) {
    Duration step = spec.stop().warmup().plus(spec.stop().duration());
    Duration whole = step.multipliedBy(WARM_UP_STEPS);
    Duration time = whole.compareTo(LONGEST_WARM_UP) > 0 ? LONGEST_WARM_UP : whole;
    if (!time.isZero()) {
      err.printf(Locale.ROOT, "warming up at %.0f/s%n", rate);
      StopCondition end = new StopCondition(time, 0, Duration.ZERO);
      session.run(spec.with(patternAt(rate), end), status, status::show);
      status.clear();
    }
  }

  private Pattern patternAt(double rate) {
    return new Pattern(rate, spec.pattern().depth(), spec.pattern().ramp());
  }

  private static boolean isFound(double low, double high) {
    if (low > 0 && high > 0) {
      return high / low <= PRECISION;
    }
    return low >= HIGHEST || (high > 0 && high <= LOWEST);
  }

  private static double next(double low, double high) {
    if (high == 0) {
      return Math.min(HIGHEST, low * 2);
    }
    return low == 0 ? Math.max(LOWEST, high / 2) : (low + high) / 2;
  }

  private RunResult step(double rate) {
    RunResult result = session.run(spec.with(patternAt(rate), spec.stop()), status, status::show);
    status.clear();
    err.printf(
        Locale.ROOT,
        "%.0f/s: %s; p99 %.0f us, lost %.3f%%, achieved %.0f/s, sends late by %.0f us at p99%n",
        rate,
        isMet(result) ? "met" : "not met",
        result.latencies().roundTrip().getValueAtPercentile(99) / 1e3,
        result.loss() * 100,
        result.achievedRate(),
        result.latencies().sendLag().getValueAtPercentile(99) / 1e3);
    return result;
  }

  private boolean isMet(RunResult result) {
    return result.counts().skipped == 0
        && result.achievedRate() >= MADE * result.requestedRate()
        && results.meetsAssertions(result);
  }
}

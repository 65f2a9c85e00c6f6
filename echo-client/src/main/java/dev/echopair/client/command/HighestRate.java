package dev.echopair.client.command;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.engine.RateSearch;
import dev.echopair.client.engine.RunResult;
import dev.echopair.shared.process.Quantity;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Makes the runs of {@code --find-max}, each a trial of a {@link RateSearch}, and prints one line
 * for each.
 *
 * <p>A trial succeeds when the run met the assertions and achieved the requested rate: a run that
 * the client itself slowed down does not describe the target. A warm-up run comes first, so that
 * the JVM has compiled the code before the first trial.
 */
final class HighestRate {

  /** The default rate of the first trial, in probes per second. */
  static final double FIRST = 1_000;

  private static final int WARM_UP_TRIALS = 5;
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(10);

  /** The minimum ratio of the achieved rate to the requested rate. */
  private static final double ACHIEVED = 0.99;

  private final RunSession session;
  private final RunSpec spec;
  private final ResultMixin results;
  private final StatusLine status;
  private final PrintStream err = System.err;

  HighestRate(RunSession session, RunSpec spec, ResultMixin results, StatusLine status) {
    this.session = session;
    this.spec = spec;
    this.results = results;
    this.status = status;
  }

  /** Returns the run at the highest rate that met the assertions, or the last run if none did. */
  RunResult find() {
    double first = spec.pattern().ratePerSecond();
    warmUp(first);
    RateSearch.Found<RunResult> found =
        new RateSearch<>(this::trial, this::succeeded, session::isInterrupted).from(first);
    err.println(
        found.rate() > 0
            ? "the highest rate that meets the assertions: " + Quantity.rate(found.rate())
            : "no tried rate meets the assertions");
    return found.result();
  }

  private void warmUp(double rate) {
    Duration trial = spec.stop().warmup().plus(spec.stop().duration());
    Duration whole = trial.multipliedBy(WARM_UP_TRIALS);
    Duration time = whole.compareTo(LONGEST_WARM_UP) > 0 ? LONGEST_WARM_UP : whole;
    if (!time.isZero()) {
      err.println("warming up at " + Quantity.rate(rate));
      run(rate, new StopCondition(time, 0, Duration.ZERO));
    }
  }

  private RunResult trial(double rate) {
    RunResult result = run(rate, spec.stop());
    err.printf(
        "%s: %s; p99 %s, lost %s, achieved %s, send lag p99 %s%n",
        Quantity.rate(rate),
        succeeded(result) ? "met" : "not met",
        Quantity.micros(result.latencies().roundTrip().getValueAtPercentile(99) / 1e3),
        Quantity.percent(result.loss() * 100),
        Quantity.rate(result.achievedRate()),
        Quantity.micros(result.latencies().sendLag().getValueAtPercentile(99) / 1e3));
    return result;
  }

  private RunResult run(double rate, StopCondition stop) {
    Pattern pattern = new Pattern(rate, spec.pattern().depth(), spec.pattern().ramp());
    RunResult result = session.run(spec.with(pattern, stop), status, status::show);
    status.clear();
    return result;
  }

  private boolean succeeded(RunResult result) {
    return result.counts().skipped == 0
        && result.achievedRate() >= ACHIEVED * result.requestedRate()
        && results.meetsAssertions(result);
  }
}

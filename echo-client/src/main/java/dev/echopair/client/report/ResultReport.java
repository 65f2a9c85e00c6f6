package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import java.io.PrintStream;
import java.util.List;

/** What people are told of a result: the summary, and the assertions with what was found. */
public final class ResultReport {

  private ResultReport() {}

  /** Holds assertions against a result, in their order. */
  public static List<Outcome> check(List<Assertion> assertions, RunResult result) {
    return assertions.stream().map(assertion -> assertion.check(result)).toList();
  }

  /**
   * Prints the summary.
   *
   * @param colour whether escape sequences may colour it
   */
  public static void print(
      RunResult result, Percentiles percentiles, PrintStream human, boolean colour) {
    Summary.lines(result, percentiles, colour).forEach(human::println);
  }

  /** Prints the assertions with what was found. */
  public static void print(List<Outcome> outcomes, PrintStream human, boolean colour) {
    Summary.lines(outcomes, colour).forEach(human::println);
  }
}

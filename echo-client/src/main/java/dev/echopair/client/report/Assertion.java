package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import java.util.List;
import java.util.OptionalDouble;

/** A condition on a figure of a result: {@code p99<5ms}. */
public final class Assertion {

  private final String text;
  private final Figure figure;
  private final Comparison comparison;
  private final double expected;

  Assertion(String text, Figure figure, Comparison comparison, double expected) {
    this.text = text;
    this.figure = figure;
    this.comparison = comparison;
    this.expected = expected;
  }

  /**
   * Parses assertions that commas separate.
   *
   * @throws AssertionSyntaxException when an assertion is wrong; the message gives the position,
   *     what is allowed there, and a correct example
   */
  public static List<Assertion> parse(String text) {
    return new AssertionParser(text).parse();
  }

  /** Checks assertions against a result, in their order. */
  public static List<Outcome> checkAll(List<Assertion> assertions, RunResult result) {
    return assertions.stream().map(assertion -> assertion.check(result)).toList();
  }

  /** The assertion as the user wrote it. */
  public String text() {
    return text;
  }

  Figure figure() {
    return figure;
  }

  Comparison comparison() {
    return comparison;
  }

  /** The expected value in the unit of the figure. */
  double expected() {
    return expected;
  }

  /** Checks the assertion against a result; an assertion without data for its figure is not met. */
  public Outcome check(RunResult result) {
    OptionalDouble actual = figure.value(result);
    return new Outcome(
        this, actual.isPresent() && comparison.holds(actual.getAsDouble(), expected), actual);
  }

  @Override
  public String toString() {
    return text;
  }
}

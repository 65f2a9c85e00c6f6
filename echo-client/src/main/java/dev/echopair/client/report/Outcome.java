package dev.echopair.client.report;

import java.util.OptionalDouble;

/**
 * What came of an assertion.
 *
 * @param assertion what was asked
 * @param met whether it holds
 * @param actual the value found, in the figure's unit; empty for no data
 */
public record Outcome(Assertion assertion, boolean met, OptionalDouble actual) {

  /** The actual value as people read it. */
  public String readable() {
    return actual.isPresent()
        ? assertion.figure().unit().readable(actual.getAsDouble())
        : "no data";
  }
}

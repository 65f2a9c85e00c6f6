package dev.echopair.client.report;

import java.util.OptionalDouble;

/**
 * The outcome of an assertion.
 *
 * @param assertion the assertion that was checked
 * @param met whether the assertion holds
 * @param actual the value that was found, in the figure's unit; empty when there is no data
 */
public record Outcome(Assertion assertion, boolean met, OptionalDouble actual) {

  /** The actual value as text for people. */
  public String readable() {
    return actual.isPresent()
        ? assertion.figure().unit().readable(actual.getAsDouble())
        : "no data";
  }
}

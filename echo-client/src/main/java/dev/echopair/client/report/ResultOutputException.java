package dev.echopair.client.report;

/** A result cannot be written where it was asked for; says which option, where and why. */
public final class ResultOutputException extends Exception {

  private static final long serialVersionUID = 1L;

  ResultOutputException(String message) {
    super(message);
  }
}

package dev.echopair.client.report;

/** A result cannot be written; the message gives the option, the destination and the reason. */
public final class ResultOutputException extends Exception {

  private static final long serialVersionUID = 1L;

  ResultOutputException(String message) {
    super(message);
  }
}

package dev.echopair.client.exchange;

import dev.echopair.shared.net.ConnectFailure;

/**
 * An exchange with an echo server did not succeed; the message says what was attempted, on what,
 * and what came back.
 */
public final class ExchangeFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Tells a failure in words. */
  public ExchangeFailure(String message) {
    super(message);
  }

  private ExchangeFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** Words a failure of the system. */
  public static ExchangeFailure of(String attempt, Throwable failure) {
    if (failure instanceof ExchangeFailure already) {
      return already;
    }
    return new ExchangeFailure(attempt + ": " + ConnectFailure.reason(failure), failure);
  }
}

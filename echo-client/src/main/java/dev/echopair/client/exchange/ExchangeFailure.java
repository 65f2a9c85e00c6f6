package dev.echopair.client.exchange;

import dev.echopair.shared.net.ConnectFailure;

/**
 * The failure of an exchange with an echo server. The message names the attempt, the target and the
 * reason.
 */
public final class ExchangeFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Makes a failure with a complete message. */
  public ExchangeFailure(String message) {
    super(message);
  }

  private ExchangeFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes a failure from an attempt and its cause; returns a cause of this type unchanged.
   *
   * @param attempt the start of the message, such as {@code cannot connect to tcp://a:7}
   */
  public static ExchangeFailure of(String attempt, Throwable failure) {
    if (failure instanceof ExchangeFailure already) {
      return already;
    }
    return new ExchangeFailure(attempt + ": " + ConnectFailure.reason(failure), failure);
  }
}

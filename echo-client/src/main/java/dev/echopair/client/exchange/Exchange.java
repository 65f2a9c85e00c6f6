package dev.echopair.client.exchange;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * An exchange of messages with an echo server, one message at a time. Every future fails with an
 * {@link ExchangeFailure}.
 */
public interface Exchange {

  /**
   * Sends a message and waits for its reply: the same number of bytes on a connection, one datagram
   * over UDP.
   *
   * @param timeout the time after which the reply counts as missing
   */
  Future<Reply> send(Buffer message, Duration timeout);

  /**
   * Closes the exchange. On a connection, ends the sending direction and waits up to 1 s for the
   * peer to close its side; fails when more bytes came back than were sent.
   */
  Future<Void> close();
}

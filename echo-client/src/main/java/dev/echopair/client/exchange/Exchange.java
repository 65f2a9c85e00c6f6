package dev.echopair.client.exchange;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * A conversation with an echo server, one message at a time. Every future fails with an {@link
 * ExchangeFailure}.
 */
public interface Exchange {

  /**
   * Sends a message and waits for as many bytes, or for one datagram, to come back.
   *
   * @param timeout after which the reply counts as missing
   */
  Future<Reply> send(Buffer message, Duration timeout);

  /** Says that nothing more will be sent, waits for the peer to do the same, and closes. */
  Future<Void> close();
}

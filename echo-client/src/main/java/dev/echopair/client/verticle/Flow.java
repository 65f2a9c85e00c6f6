package dev.echopair.client.verticle;

import io.vertx.core.Future;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** The socket of a flow, while it is open. Lives on its verticle's event loop. */
interface Flow {

  /**
   * Begins a probe.
   *
   * @return where its bytes are to be put, from its position on, which is to be behind them at
   *     {@link #end}
   */
  ByteBuffer begin(int bytes);

  /** Whether the socket takes more; when it did not and does again, the flow is told. */
  boolean isWritable();

  /** Hands the probe that was begun to the socket; it may wait there for {@link #flush}. */
  void end(ByteBuffer begun);

  /** Sends what has ended. */
  void flush();

  /** The address that is sent from. */
  SocketAddress local();

  /** Closes the socket. */
  Future<Void> close();
}

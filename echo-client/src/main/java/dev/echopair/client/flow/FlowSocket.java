package dev.echopair.client.flow;

import io.vertx.core.Future;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** The socket of a flow, while it is open. Lives on its verticle's event loop. */
public interface FlowSocket {

  /**
   * Begins a probe, or as many of that size as there is room for, where they need not be apart.
   *
   * @return where their bytes are to be put, from its position on, which is to be behind them at
   *     {@link #end}
   */
  ByteBuffer begin(int bytes);

  /** Whether the socket takes more; when it did not and does again, the flow is told. */
  boolean isWritable();

  /** Hands what was begun to the socket; it may wait there for {@link #flush}. */
  void end(ByteBuffer begun);

  /** Sends what has ended. */
  void flush();

  /** The address that is sent from. */
  SocketAddress local();

  /** Closes the socket. */
  Future<Void> close();
}

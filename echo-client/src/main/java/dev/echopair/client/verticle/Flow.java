package dev.echopair.client.verticle;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.net.SocketAddress;

/** The socket of a flow, while it is open. Lives on its verticle's event loop. */
interface Flow {

  /**
   * Begins a probe.
   *
   * @return where its bytes are to be appended, before {@link #end} and anything else
   */
  ByteBuf begin(int bytes);

  /** Whether the socket takes more; when it did not and does again, the flow is told. */
  boolean isWritable();

  /** Hands the probe that was begun to the socket; it may wait there for {@link #flush}. */
  void end(ByteBuf begun);

  /** Sends what has ended. */
  void flush();

  /** The address that is sent from. */
  SocketAddress local();

  /** Closes the socket. */
  Future<Void> close();
}

package dev.echopair.client.verticle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Future;
import java.net.SocketAddress;

/** The socket of a flow, while it is open. Lives on its verticle's event loop. */
interface Flow {

  /** Where to get buffers that cost nothing to send. */
  ByteBufAllocator allocator();

  /** Whether the socket takes more; when it did not and does again, the flow is told. */
  boolean isWritable();

  /** Hands a probe to the socket, which releases it; it may wait there for {@link #flush}. */
  void write(ByteBuf probe);

  /** Sends what was written. */
  void flush();

  /** The address that is sent from. */
  SocketAddress local();

  /** Closes the socket. */
  Future<Void> close();
}

package dev.echopair.client.flow;

import io.vertx.core.Future;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** The socket of a flow, while it is open. Lives on the event loop of its flow. */
interface FlowSocket {

  /**
   * Begins a probe, or as many of that size as there is room for, where they need not be apart.
   *
   * @return the buffer for their bytes, from its position on; its position is to be behind them at
   *     {@link #end}
   */
  ByteBuffer begin(int bytes);

  /**
   * Whether the socket takes more; when it did not and does again, it calls {@link
   * Events#sendable}.
   */
  boolean isWritable();

  /** Hands what was begun to the socket; it may wait there for {@link #flush}. */
  void end(ByteBuffer begun);

  /** Sends what has ended. */
  void flush();

  /** The address that is sent from; {@code null} where each probe has its own. */
  SocketAddress local();

  /** Closes the socket. */
  Future<Void> close();

  /** What a socket tells its flow, on the event loop. */
  interface Events {

    /**
     * There may be more to send: all that was there to be read was read, or there is room again.
     */
    void sendable();

    /** The system refused a probe, or reports what happened to one; the socket stays open. */
    void failed(Throwable failure);

    /** The socket is closed, which its flow did not ask for. */
    void lost(String why);
  }
}

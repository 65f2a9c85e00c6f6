package dev.echopair.client.flow;

import io.vertx.core.Future;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** An open socket of a flow. Lives on the event loop of its flow. */
interface FlowSocket {

  /**
   * Begins one or more probes of the same size. A stream takes as many probes as the buffer has
   * room for; a datagram socket takes one.
   *
   * @return the buffer to write the probes to, from its position on; when the caller calls {@link
   *     #end}, the position must be behind the probes
   */
  ByteBuffer begin(int bytes);

  /**
   * Whether the socket accepts more probes. When the socket becomes writable again, it calls {@link
   * Events#sendable}.
   */
  boolean isWritable();

  /** Hands the written probes to the socket, which may hold them until {@link #flush}. */
  void end(ByteBuffer begun);

  /** Sends all probes that were handed over by {@link #end}. */
  void flush();

  /** The local address; {@code null} when each probe has its own. */
  SocketAddress local();

  /** Closes the socket. */
  Future<Void> close();

  /** The events of a socket. They are called on the event loop. */
  interface Events {

    /**
     * The flow may be able to send: the socket has finished a read or has become writable again.
     */
    void sendable();

    /** A probe failed: the system rejected it or reports an error for it. The socket stays open. */
    void failed(Throwable failure);

    /** The socket was closed, but not by its flow. */
    void lost(String why);
  }
}

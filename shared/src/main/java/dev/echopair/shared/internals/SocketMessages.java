package dev.echopair.shared.internals;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * Reads and writes Netty messages on a Vert.x socket, without a copy.
 *
 * <p>Written against {@code NetSocketInternal} of Vert.x 5.0.12. It replaces {@link
 * NetSocket#handler} and {@link NetSocket#write}, which support only bytes and copy them.
 * Unnecessary as soon as a {@code NetSocket} passes on Netty's messages.
 */
public final class SocketMessages {

  private SocketMessages() {}

  /** Sets the handler of each message. The handler has to release the message. */
  public static void read(NetSocket socket, Handler<Object> handler) {
    ((NetSocketInternal) socket).messageHandler(handler);
  }

  /**
   * Writes bytes.
   *
   * @param data released when it is sent
   * @return completes when the bytes are written to the socket
   */
  public static Future<Void> write(NetSocket socket, ByteBuf data) {
    return ((NetSocketInternal) socket).writeMessage(data);
  }
}

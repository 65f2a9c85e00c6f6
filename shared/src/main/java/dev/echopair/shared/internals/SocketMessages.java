package dev.echopair.shared.internals;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * Netty's own messages, read from and written to a socket of Vert.x without a copy.
 *
 * <p>Written against {@code NetSocketInternal} of Vert.x 5.0.12. It replaces {@link
 * NetSocket#handler} and {@link NetSocket#write}, which know nothing but bytes and copy them.
 * Unnecessary as soon as a {@code NetSocket} passes Netty's messages on.
 */
public final class SocketMessages {

  private SocketMessages() {}

  /** Sets what takes each message; the handler has to release it. */
  public static void read(NetSocket socket, Handler<Object> handler) {
    ((NetSocketInternal) socket).messageHandler(handler);
  }

  /**
   * Writes bytes.
   *
   * @param data released when it is sent
   * @return done when the bytes have gone out
   */
  public static Future<Void> write(NetSocket socket, ByteBuf data) {
    return ((NetSocketInternal) socket).writeMessage(data);
  }
}

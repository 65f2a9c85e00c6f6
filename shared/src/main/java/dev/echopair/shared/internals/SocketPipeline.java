package dev.echopair.shared.internals;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * The Netty channel below a socket of Vert.x, and handlers of our own in its pipeline.
 *
 * <p>Written against {@code NetSocketInternal} of Vert.x 5.0.12, whose {@code
 * channelHandlerContext()} is that of Vert.x's own handler. It replaces {@link NetSocket#handler}
 * and {@link NetSocket#write}, which copy every message. Unnecessary as soon as a {@code NetSocket}
 * passes Netty's buffers on. Call on the socket's event loop.
 */
public final class SocketPipeline {

  private SocketPipeline() {}

  /** The channel of a socket. */
  public static Channel channel(NetSocket socket) {
    return handlerContext(socket).channel();
  }

  /**
   * Puts a handler in the place of Vert.x's own, which then takes no part in the connection any
   * more: neither its handlers nor its meters are called.
   */
  public static void replaceVertx(NetSocket socket, String name, ChannelHandler handler) {
    ChannelHandlerContext vertxHandler = handlerContext(socket);
    vertxHandler.pipeline().replace(vertxHandler.name(), name, handler);
  }

  /** Puts a handler before Vert.x's own, which gets what that handler passes on. */
  public static void putBeforeVertx(NetSocket socket, String name, ChannelHandler handler) {
    ChannelHandlerContext vertxHandler = handlerContext(socket);
    vertxHandler.pipeline().addBefore(vertxHandler.name(), name, handler);
  }

  private static ChannelHandlerContext handlerContext(NetSocket socket) {
    return ((NetSocketInternal) socket).channelHandlerContext();
  }
}

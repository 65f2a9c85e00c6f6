package dev.echopair.shared.internals;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * Gives access to the Netty channel of a Vert.x socket, and adds handlers to its pipeline.
 *
 * <p>Written against {@code NetSocketInternal} of Vert.x 5.0.12, whose {@code
 * channelHandlerContext()} is that of Vert.x's own handler. It replaces {@link NetSocket#handler}
 * and {@link NetSocket#write}, which copy every message. Unnecessary as soon as a {@code NetSocket}
 * passes on Netty's buffers. Call on the socket's event loop.
 */
public final class SocketPipeline {

  private SocketPipeline() {}

  /** The channel of a socket. */
  public static Channel channel(NetSocket socket) {
    return handlerContext(socket).channel();
  }

  /**
   * Replaces Vert.x's own handler. Vert.x then no longer calls the handlers of the socket and no
   * longer updates its metrics.
   */
  public static void replaceVertx(NetSocket socket, String name, ChannelHandler handler) {
    ChannelHandlerContext vertxHandler = handlerContext(socket);
    vertxHandler.pipeline().replace(vertxHandler.name(), name, handler);
  }

  /**
   * Adds a handler before Vert.x's own handler, which then receives only the messages that the
   * added handler passes on.
   */
  public static void putBeforeVertx(NetSocket socket, String name, ChannelHandler handler) {
    ChannelHandlerContext vertxHandler = handlerContext(socket);
    vertxHandler.pipeline().addBefore(vertxHandler.name(), name, handler);
  }

  private static ChannelHandlerContext handlerContext(NetSocket socket) {
    return ((NetSocketInternal) socket).channelHandlerContext();
  }
}

package dev.echopair.shared.net;

import dev.echopair.shared.internals.EpollInterest;
import dev.echopair.shared.internals.SocketPipeline;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.vertx.core.net.NetSocket;

/**
 * Delivers a peer's FIN as the last message of the stream, after all data, and leaves the other
 * direction open (half-close, RFC 9293 section 3.6).
 *
 * <p>Vert.x closes a socket at once when the peer has finished sending, and drops the data that
 * still has to be written. When half-closure is allowed, Netty reports the FIN as an event instead.
 * An event would overtake data that is held back while the socket is paused; a message keeps its
 * place.
 */
public final class EndOfInput extends ChannelInboundHandlerAdapter {

  /** The message that represents the FIN; a single shared object. */
  public static final Object MESSAGE = new Object();

  private EndOfInput() {}

  /**
   * Makes a socket deliver {@link #MESSAGE} as its last message ({@code SocketMessages}). Call it
   * on the event loop of the socket, before the first read.
   */
  public static void deliverOn(NetSocket socket) {
    tellOn(SocketPipeline.channel(socket));
    SocketPipeline.putBeforeVertx(socket, "endOfInput", new EndOfInput());
  }

  /**
   * Makes a channel report a FIN as a {@link ChannelInputShutdownEvent} and stay open. Call it on
   * the event loop of the channel, before the first read.
   */
  public static void tellOn(Channel channel) {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    EpollInterest.keep(channel);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.fireChannelRead(MESSAGE);
      // Ends the read batch: Vert.x holds back writes and queued messages during a read batch.
      ctx.fireChannelReadComplete();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }
}

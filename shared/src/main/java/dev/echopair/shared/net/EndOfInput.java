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
 * Delivers a peer's FIN as the last message of its stream, in order behind all data, and leaves the
 * other direction open (half-close, RFC 9293 section 3.6).
 *
 * <p>Vert.x closes a socket at once when its peer has finished sending, and with it drops what was
 * still to be written. With half-closure allowed, Netty reports the FIN as an event instead; as an
 * event it would overtake data that is held back while the socket is paused, as a message it
 * cannot.
 */
public final class EndOfInput extends ChannelInboundHandlerAdapter {

  /** The message that stands for the FIN; there is one. */
  public static final Object MESSAGE = new Object();

  private EndOfInput() {}

  /**
   * Makes a socket deliver {@link #MESSAGE} as the last of its messages ({@code SocketMessages});
   * call on its event loop, before it reads.
   */
  public static void deliverOn(NetSocket socket) {
    tellOn(SocketPipeline.channel(socket));
    SocketPipeline.putBeforeVertx(socket, "endOfInput", new EndOfInput());
  }

  /**
   * Makes a channel tell a FIN as a {@link ChannelInputShutdownEvent}, and stay open; call on its
   * event loop, before it reads.
   */
  public static void tellOn(Channel channel) {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    EpollInterest.keep(channel);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.fireChannelRead(MESSAGE);
      // Ends the read batch: Vert.x holds back writes and queued messages while one is open.
      ctx.fireChannelReadComplete();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }
}

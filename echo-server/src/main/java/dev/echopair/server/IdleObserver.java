package dev.echopair.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;

/** Notices that Vert.x is about to close a connection because nothing moved on it. */
final class IdleObserver extends ChannelInboundHandlerAdapter {

  private final Runnable idle;

  IdleObserver(Runnable idle) {
    this.idle = idle;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent) {
      idle.run();
    }
    ctx.fireUserEventTriggered(event);
  }
}

package dev.echopair.server;

import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.net.EndOfInput;
import dev.echopair.shared.net.NetworkMeter;
import dev.echopair.shared.net.TcpReads;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;

/**
 * One connection of the TCP echo (RFC 862): every byte goes back, in order.
 *
 * <p>Sits below Vert.x's own handler, which is left with opening and closing: what was read goes
 * back from there, in the very buffer that it was read into, without a copy, a promise or any other
 * object per message. Each read is answered before the next one, while its bytes are still in the
 * processor's cache.
 *
 * <p>Back-pressure is end to end: while the peer does not read, its own bytes are not read either,
 * and what is held for it is bounded by the channel's write buffer. Lives on its verticle's event
 * loop.
 */
// What fails of a write or a flush is told by the channel's exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
final class TcpEchoConnection extends ChannelInboundHandlerAdapter {

  private static final String VERTX_HANDLER = "handler";

  private final NetSocketInternal socket;
  private final EchoCounters counters;
  private final TrafficLog traffic;
  private final NetworkMeter meter;

  private Channel channel;
  private boolean finished;
  private boolean moved;
  private long pendingWhenLookedAt;

  TcpEchoConnection(NetSocketInternal socket, EchoCounters counters, TrafficLog traffic) {
    this.socket = socket;
    this.counters = counters;
    this.traffic = traffic;
    this.meter = new NetworkMeter(socket);
  }

  /** Starts the echo; call on the event loop of the socket, before it reads. */
  void start() {
    EndOfInput.deliverOn(socket);
    channel = socket.channelHandlerContext().channel();
    TcpReads.oneAtATime(channel);
    channel.pipeline().addBefore(VERTX_HANDLER, "echo", this);
    socket.exceptionHandler(this::failed);
    // Without a handler, shutting the server down would close the connection at once.
    socket.shutdownHandler(shuttingDown -> {});
    traffic.connected(socket);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf data) {
      echo(ctx, data);
    } else if (message == EndOfInput.MESSAGE) {
      finished = true;
      // Closes when all that was written before has gone out.
      socket.end();
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void echo(ChannelHandlerContext ctx, ByteBuf data) {
    int bytes = data.readableBytes();
    moved = true;
    counters.received(bytes);
    meter.read(bytes);
    traffic.message(socket, data);
    ctx.write(data, ctx.voidPromise());
    counters.sent(bytes);
    meter.written(bytes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
    if (!channel.isWritable()) {
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      channel.config().setAutoRead(true);
    }
    ctx.fireChannelWritabilityChanged();
  }

  /** Whether anything came in or went out since the last call. */
  boolean hasMoved() {
    // One of the two is zero; together they change with every write that the kernel takes.
    long pending = channel.bytesBeforeWritable() - channel.bytesBeforeUnwritable();
    boolean any = moved || pending != pendingWhenLookedAt;
    moved = false;
    pendingWhenLookedAt = pending;
    return any;
  }

  /** Closes the connection because nothing moved on it. */
  void closeIdle() {
    finished = true;
    counters.dropped.count(DropReason.IDLE_TIMEOUT);
    traffic.idle(socket);
    socket.close();
  }

  /** Tells that the socket is closed. */
  void closed(boolean draining) {
    if (!finished) {
      // A reset is told as an exception only to who reads; a stopped peer is not read.
      counters.dropped.count(draining ? DropReason.DRAIN_TIMEOUT : DropReason.CONNECTION_ERROR);
    }
    traffic.disconnected(socket);
  }

  private void failed(Throwable failure) {
    if (!finished) {
      finished = true;
      counters.dropped.count(DropReason.CONNECTION_ERROR);
    }
    traffic.failed(socket, failure);
  }
}

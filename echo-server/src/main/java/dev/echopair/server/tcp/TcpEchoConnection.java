package dev.echopair.server.tcp;

import dev.echopair.shared.internals.NetworkMeter;
import dev.echopair.shared.internals.SocketPipeline;
import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.net.EndOfInput;
import dev.echopair.shared.net.StreamWriter;
import dev.echopair.shared.net.TcpReads;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.NetSocket;
import java.net.InetSocketAddress;

/**
 * One connection of the TCP echo (RFC 862): every byte goes back, in order.
 *
 * <p>Takes the place of Vert.x's own handler as soon as Vert.x has accepted the connection. What
 * was read goes back in the very buffer that it was read into, without a copy, a promise or any
 * other object per message; each read is answered before the next one, while its bytes are still in
 * the processor's cache. And Vert.x's socket with its queues, 5 KB of a connection that is idle, is
 * let go.
 *
 * <p>Back-pressure is end to end: while the peer does not read, its own bytes are not read either,
 * and what is held for it is bounded by the channel's write buffer. Lives on its verticle's event
 * loop.
 */
// What fails of a write or a flush is told by the channel's exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
final class TcpEchoConnection extends ChannelInboundHandlerAdapter implements EchoConnection {

  private final TcpEcho echo;
  private final Channel channel;
  private final NetworkMeter meter;

  private StreamWriter writer;
  private boolean finished;
  private long received;

  private TcpEchoConnection(NetSocket socket, TcpEcho echo) {
    this.echo = echo;
    this.channel = SocketPipeline.channel(socket);
    this.meter = new NetworkMeter(socket);
  }

  /**
   * Starts the echo on a connection; call on its event loop, before it reads.
   *
   * @param reads those of the event loop
   */
  static void start(NetSocket socket, TcpReads reads, TcpEcho echo) {
    TcpEchoConnection connection = new TcpEchoConnection(socket, echo);
    EndOfInput.tellOn(connection.channel);
    reads.readBy(connection.channel);
    SocketPipeline.replaceVertx(socket, "echo", connection);
    echo.opened(connection, connection.peer());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    writer = new StreamWriter(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf data) {
      echo(data);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void echo(ByteBuf data) {
    int bytes = data.readableBytes();
    received += bytes;
    echo.counters().received(bytes);
    meter.read(bytes);
    echo.traffic().message(peer(), data);
    writer.write(data);
    echo.counters().sent(bytes);
    meter.written(bytes);
    if (bytes == TcpReads.MOST) {
      // What comes next may be read in the same turn.
      send();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    send();
  }

  private void send() {
    writer.flush();
    if (!channel.isWritable()) {
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      finished = true;
      // Closes when all that was written before has gone out.
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    finish(DropReason.CONNECTION_ERROR);
    echo.traffic().failed(peer(), failure);
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    // A reset is told as an exception only to who reads; a stopped peer is not read.
    finish(DropReason.CONNECTION_ERROR);
    meter.closed();
    echo.closed(this, peer());
  }

  @Override
  public long progress() {
    // One of the two is zero; their difference grows with every write that the kernel takes, and
    // shrinks with every byte that waits for one: therefore what was received counts twice.
    return 2 * received + channel.bytesBeforeUnwritable() - channel.bytesBeforeWritable();
  }

  @Override
  public void close(DropReason reason) {
    finish(reason);
    if (reason == DropReason.IDLE_TIMEOUT) {
      echo.traffic().idle(peer());
    }
    channel.close();
  }

  /** Ends the connection before its peer has finished; the first reason counts. */
  private void finish(DropReason reason) {
    if (!finished) {
      finished = true;
      echo.ended(reason);
    }
  }

  /** Noted by the channel when it is first asked for; it is known after the close as well. */
  private InetSocketAddress peer() {
    return (InetSocketAddress) channel.remoteAddress();
  }
}

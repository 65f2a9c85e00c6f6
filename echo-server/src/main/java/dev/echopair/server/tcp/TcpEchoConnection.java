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
 * One connection of the TCP echo (RFC 862): sends every byte back, in order.
 *
 * <p>Replaces the handler of Vert.x as soon as Vert.x has accepted the connection. It writes the
 * data from the same buffer that the read filled, without a copy, a promise or any other object per
 * message. It answers each read before the next one, while the bytes are still in the processor's
 * cache. The socket of Vert.x and its queues can be collected: this saves 5 KB per idle connection.
 *
 * <p>Back-pressure is end to end: while the peer does not read, the server does not read from the
 * peer. The channel's write buffer bounds the bytes that wait for the peer. Lives on its verticle's
 * event loop.
 */
// The channel reports failed writes and flushes to exceptionCaught.
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
   * Starts the echo on a connection. Call it on the event loop of the connection, before the first
   * read.
   *
   * @param reads the read buffers of the event loop
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
      // The read filled its buffer: the next read may be in the same turn.
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
      // Closes the channel when all earlier writes are done.
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
    // A reset raises an exception only in a read, and a paused connection does not read.
    finish(DropReason.CONNECTION_ERROR);
    meter.closed();
    echo.closed(this, peer());
  }

  @Override
  public long progress() {
    // One of the two channel values is always zero. Their difference grows when the kernel accepts
    // a write, and shrinks by each byte that is queued: count each received byte twice, so that
    // the sum grows in both cases.
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

  /** Returns the peer's address. The channel keeps it from the first call on, also after close. */
  private InetSocketAddress peer() {
    return (InetSocketAddress) channel.remoteAddress();
  }
}

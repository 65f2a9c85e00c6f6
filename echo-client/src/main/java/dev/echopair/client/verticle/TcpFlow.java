package dev.echopair.client.verticle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import java.net.SocketAddress;

/**
 * A TCP connection of a run, below Vert.x's own handler: buffers go to and come from the channel
 * without a copy, a promise or any other object per probe.
 */
// What fails of a write or a flush is told by the channel's exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
final class TcpFlow extends ChannelInboundHandlerAdapter implements Flow {

  private static final String VERTX_HANDLER = "handler";

  private final NetSocketInternal socket;
  private final ProbeFrames frames;
  private final Runnable batchEnd;
  private final Runnable writable;

  private ChannelHandlerContext ctx;

  private TcpFlow(
      NetSocketInternal socket, ProbeFrames frames, Runnable batchEnd, Runnable writable) {
    this.socket = socket;
    this.frames = frames;
    this.batchEnd = batchEnd;
    this.writable = writable;
  }

  /**
   * Takes over what a connection reads and writes; call on its event loop, before it reads.
   *
   * @param frames takes what is read
   * @param batchEnd called when what was there to be read has been read
   * @param writable called when a connection that was not writable is so again
   */
  static TcpFlow on(
      NetSocketInternal socket, ProbeFrames frames, Runnable batchEnd, Runnable writable) {
    TcpFlow flow = new TcpFlow(socket, frames, batchEnd, writable);
    socket.channelHandlerContext().pipeline().addBefore(VERTX_HANDLER, "flow", flow);
    return flow;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
  }

  @Override
  public ByteBufAllocator allocator() {
    return ctx.alloc();
  }

  @Override
  public boolean isWritable() {
    return ctx.channel().isWritable();
  }

  @Override
  public void write(ByteBuf probe) {
    ctx.write(probe, ctx.voidPromise());
  }

  @Override
  public void flush() {
    ctx.flush();
  }

  @Override
  public SocketAddress local() {
    return ctx.channel().localAddress();
  }

  @Override
  public Future<Void> close() {
    return socket.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf data) {
      frames.add(data);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    batchEnd.run();
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (isWritable()) {
      writable.run();
    }
    context.fireChannelWritabilityChanged();
  }
}

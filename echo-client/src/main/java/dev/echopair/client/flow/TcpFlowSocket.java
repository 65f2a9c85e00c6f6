package dev.echopair.client.flow;

import dev.echopair.shared.internals.NetworkMeter;
import dev.echopair.shared.internals.SocketPipeline;
import dev.echopair.shared.net.StreamWriter;
import dev.echopair.shared.net.TcpReads;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.net.NetSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * A TCP connection of a run, below Vert.x's own handler: probes that are sent together share a
 * write, and go out without a promise or any other object per probe.
 */
final class TcpFlowSocket extends ChannelInboundHandlerAdapter implements FlowSocket {

  private final NetSocket socket;
  private final TcpBatch batch;
  private final ProbeFrames frames;
  private final Events events;
  private final NetworkMeter meter;

  private ChannelHandlerContext ctx;
  private StreamWriter writer;

  /** The channel's own answer is a volatile field, too dear to be asked for each probe. */
  private boolean writable = true;

  private TcpFlowSocket(NetSocket socket, TcpBatch batch, ProbeFrames frames, Events events) {
    this.socket = socket;
    this.batch = batch;
    this.frames = frames;
    this.events = events;
    this.meter = new NetworkMeter(socket);
  }

  /**
   * Makes the socket of a connection and takes over what that reads and writes; call on its event
   * loop, before it reads.
   *
   * @param reads those of the event loop
   * @param batch that of the event loop; is empty but between a {@link #begin} and the {@link
   *     #flush}
   * @param frames takes what is read
   */
  static TcpFlowSocket on(
      NetSocket socket, TcpReads reads, TcpBatch batch, ProbeFrames frames, Events events) {
    TcpFlowSocket taken = new TcpFlowSocket(socket, batch, frames, events);
    reads.readBy(SocketPipeline.channel(socket));
    SocketPipeline.putBeforeVertx(socket, "flow", taken);
    return taken;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
    writer = new StreamWriter(added);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    meter.flush();
  }

  @Override
  public ByteBuffer begin(int bytes) {
    if (batch.made().remaining() < bytes) {
      writeBatch();
    }
    return batch.made();
  }

  private void writeBatch() {
    ByteBuf probes = batch.take(ctx.alloc());
    meter.written(probes.readableBytes());
    writer.write(probes);
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void end(ByteBuffer begun) {
    // It is in the batch.
  }

  @Override
  public void flush() {
    if (!batch.isEmpty()) {
      writeBatch();
    }
    writer.flush();
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
      // All that one read brought was there at one time.
      long now = System.nanoTime();
      meter.read(data.readableBytes());
      frames.add(data, now);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    // Vert.x, which was told of no read, has nothing to complete.
    events.sendable();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    writable = ctx.channel().isWritable();
    if (writable) {
      events.sendable();
    }
    context.fireChannelWritabilityChanged();
  }
}

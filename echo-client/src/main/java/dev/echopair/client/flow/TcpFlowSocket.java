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
 * A TCP connection of a run, as a Netty handler in front of the handler of Vert.x. Probes that are
 * sent together share a write; no promise or other object is allocated per probe.
 */
final class TcpFlowSocket extends ChannelInboundHandlerAdapter implements FlowSocket {

  private final NetSocket socket;
  private final TcpBatch batch;
  private final ProbeFrames frames;
  private final Events events;
  private final NetworkMeter meter;

  private ChannelHandlerContext ctx;
  private StreamWriter writer;

  /** A copy of the writability of the channel, whose volatile field is too expensive per probe. */
  private boolean writable = true;

  private TcpFlowSocket(NetSocket socket, TcpBatch batch, ProbeFrames frames, Events events) {
    this.socket = socket;
    this.batch = batch;
    this.frames = frames;
    this.events = events;
    this.meter = new NetworkMeter(socket);
  }

  /**
   * Makes the socket of a connection and takes over its reads and writes. Call it on the event loop
   * of the connection, before the first read.
   *
   * @param reads the reads of the event loop
   * @param batch the batch of the event loop; it has probes only between {@link #begin} and {@link
   *     #flush}
   * @param frames receives the data that is read
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
    // The probes are already in the batch.
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
      // All data of one read has the same time.
      long now = System.nanoTime();
      meter.read(data.readableBytes());
      frames.add(data, now);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    // The event is not passed on: Vert.x received no read that it could complete.
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

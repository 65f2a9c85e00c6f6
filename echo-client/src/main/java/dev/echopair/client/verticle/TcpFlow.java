package dev.echopair.client.verticle;

import dev.echopair.shared.net.NetworkMeter;
import dev.echopair.shared.net.ReusableBuffer;
import dev.echopair.shared.net.StreamWriter;
import dev.echopair.shared.net.TcpReads;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * A TCP connection of a run, below Vert.x's own handler: probes that are sent together share a
 * buffer, and go out without a copy, a promise or any other object per probe.
 */
final class TcpFlow extends ChannelInboundHandlerAdapter implements Flow {

  private static final String VERTX_HANDLER = "handler";

  /** What is sent together at most, unless one probe is longer. */
  static final int BATCH_BYTES = 64 * 1024;

  /** The same, where another connection has the buffer that they share. */
  private static final int OWN_BATCH_BYTES = 8 * 1024;

  private final NetSocketInternal socket;
  private final ReusableBuffer batches;
  private final ProbeFrames frames;
  private final Runnable ready;
  private final NetworkMeter meter;

  private ChannelHandlerContext ctx;
  private StreamWriter writer;

  /** Probes that wait for the flush; {@code null} when none do. */
  private ByteBuf batch;

  /** Where the batch is written, up to its position. */
  private ByteBuffer probes;

  /** The channel's own answer is a volatile field, too dear to be asked for each probe. */
  private boolean writable = true;

  private TcpFlow(
      NetSocketInternal socket, ReusableBuffer batches, ProbeFrames frames, Runnable ready) {
    this.socket = socket;
    this.batches = batches;
    this.frames = frames;
    this.ready = ready;
    this.meter = new NetworkMeter(socket);
  }

  /**
   * Takes over what a connection reads and writes; call on its event loop, before it reads.
   *
   * @param reads those of the event loop
   * @param batches what is sent together is put into, where no other connection has it
   * @param frames takes what is read
   * @param ready called when there may be more to send: what was there to be read has been read, or
   *     a connection that was not writable is so again
   */
  static TcpFlow on(
      NetSocketInternal socket,
      TcpReads reads,
      ReusableBuffer batches,
      ProbeFrames frames,
      Runnable ready) {
    TcpFlow flow = new TcpFlow(socket, batches, frames, ready);
    reads.readBy(socket.channelHandlerContext().channel());
    socket.channelHandlerContext().pipeline().addBefore(VERTX_HANDLER, "flow", flow);
    return flow;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
    writer = new StreamWriter(added);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    if (batch != null) {
      batch.release();
      batch = null;
    }
    meter.flush();
  }

  @Override
  public ByteBuffer begin(int bytes) {
    if (batch != null && probes.remaining() < bytes) {
      writeBatch();
    }
    if (batch == null) {
      batch =
          batches.isFree() && bytes <= batches.capacity()
              ? batches.take()
              : ctx.alloc().directBuffer(Math.max(bytes, OWN_BATCH_BYTES));
      probes = batch.internalNioBuffer(0, batch.capacity());
    }
    return probes;
  }

  private void writeBatch() {
    batch.writerIndex(probes.position());
    meter.written(batch.readableBytes());
    writer.write(batch);
    batch = null;
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
    if (batch != null) {
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
    ready.run();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    writable = ctx.channel().isWritable();
    if (writable) {
      ready.run();
    }
    context.fireChannelWritabilityChanged();
  }
}

package dev.echopair.shared.net;

import dev.echopair.shared.internals.EventLoopContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * A UDP socket that talks to one peer.
 *
 * <p>It is connected, which sends nothing: connect(2) on a datagram socket makes the kernel drop
 * datagrams of others and, what matters here, report the ICMP errors that come back (RFC 1122,
 * section 4.1.3.3). The datagram socket of Vert.x cannot be connected and so never learns that a
 * port is closed. Reads are long enough for any datagram, so that none is cut.
 *
 * <p>Lives on the event loop of the context that made it, on which all handlers run, and closes
 * with that context's verticle.
 */
// What matters of Netty's futures is listened to; the rest closes a channel that is of no more use.
@SuppressWarnings("FutureReturnValueIgnored")
public final class DatagramEndpoint implements Closeable {

  /** Asked of the kernel for the replies that come while this client stalls. */
  private static final int KERNEL_QUEUE_BYTES = 4 * 1024 * 1024;

  private final EventLoopContext context;
  private final DatagramPort port;
  private final InetSocketAddress remote;
  private final DatagramChannel channel;

  private Handler<ByteBuf> handler = data -> {};
  private Handler<Throwable> exceptionHandler = failure -> {};
  private Runnable batchEndHandler = () -> {};
  private Runnable writableHandler = () -> {};

  private DatagramEndpoint(EventLoopContext context, DatagramPort port, InetSocketAddress remote) {
    this.context = context;
    this.port = port;
    this.remote = remote;
    this.channel = port.channel();
  }

  /**
   * Opens a socket and connects it.
   *
   * @param local the address to send from; {@code null} to let the kernel choose
   * @param remote the resolved peer
   */
  public static Future<DatagramEndpoint> connect(
      Vertx vertx, InetSocketAddress local, InetSocketAddress remote) {
    return connect(vertx, local, remote, DatagramReads.ofFew());
  }

  /**
   * Opens a socket and connects it.
   *
   * @param local the address to send from; {@code null} to let the kernel choose
   * @param remote the resolved peer
   * @param reads how the sockets of this event loop are read
   */
  public static Future<DatagramEndpoint> connect(
      Vertx vertx, InetSocketAddress local, InetSocketAddress remote, DatagramReads reads) {
    EventLoopContext context = EventLoopContext.current(vertx);
    DatagramPort port =
        DatagramPort.open(vertx, remote.getAddress() instanceof Inet6Address, reads);
    DatagramChannel channel = port.channel();
    channel.config().setOption(ChannelOption.SO_RCVBUF, KERNEL_QUEUE_BYTES);
    DatagramEndpoint endpoint = new DatagramEndpoint(context, port, remote);
    channel.pipeline().addLast(endpoint.new Inbound());
    context.eventLoop().register(channel);
    ChannelFuture connected =
        local == null ? channel.connect(remote) : channel.connect(remote, local);
    Promise<Void> promise = context.promise();
    connected.addListener(
        done -> {
          if (done.isSuccess()) {
            promise.complete();
          } else {
            channel.close();
            promise.fail(done.cause());
          }
        });
    context.addCloseHook(endpoint);
    return promise.future().map(v -> endpoint);
  }

  /** Sets what takes each datagram; the buffer is released when the handler returns. */
  public DatagramEndpoint handler(Handler<ByteBuf> datagrams) {
    this.handler = datagrams;
    return this;
  }

  /** Sets what takes errors, such as a {@link java.net.PortUnreachableException}. */
  public DatagramEndpoint exceptionHandler(Handler<Throwable> errors) {
    this.exceptionHandler = errors;
    return this;
  }

  /** Sets what is called when the datagrams that were there to be read have been read. */
  public DatagramEndpoint batchEndHandler(Runnable batchEnd) {
    this.batchEndHandler = batchEnd;
    return this;
  }

  /** Sets what is called when a socket that was not writable is so again. */
  public DatagramEndpoint writableHandler(Runnable writable) {
    this.writableHandler = writable;
    return this;
  }

  /** Where to get buffers that cost nothing to send. */
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  /** Whether the socket takes more before some of what it has is sent. */
  public boolean isWritable() {
    return channel.isWritable();
  }

  /**
   * Sends a datagram at the next {@link #flush}, without a promise; the exception handler is told
   * what fails. Call on the event loop.
   *
   * @param payload 1 to {@link DatagramPort#MAX_PAYLOAD} bytes; released by the send
   */
  public void write(ByteBuf payload) {
    port.writer().write(payload, remote);
  }

  /** Sends what was written, several datagrams in one system call where the transport can. */
  public void flush() {
    port.writer().flush();
  }

  /**
   * Sends a datagram.
   *
   * @param payload at most {@link DatagramPort#MAX_PAYLOAD} bytes; released by the send
   * @return done when the kernel has taken it
   */
  public Future<Void> send(ByteBuf payload) {
    if (!payload.isReadable()) {
      payload.release();
      return sendEmpty();
    }
    Promise<Void> promise = context.promise();
    channel
        .writeAndFlush(port.hasLetGo() ? new DatagramPacket(payload, remote) : payload)
        .addListener(
            sent -> {
              if (sent.isSuccess()) {
                promise.complete();
              } else {
                promise.fail(sent.cause());
              }
            });
    return promise.future();
  }

  private Future<Void> sendEmpty() {
    try {
      port.sendEmpty(remote);
      return Future.succeededFuture();
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  /** The address that is sent from. */
  public InetSocketAddress localAddress() {
    return channel.localAddress();
  }

  /** The peer. */
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  /** Closes the socket. */
  public Future<Void> close() {
    Promise<Void> promise = context.promise();
    close(promise);
    return promise.future();
  }

  @Override
  public void close(Completable<Void> completion) {
    context.removeCloseHook(this);
    port.writer().flush();
    Channel closing = channel;
    closing.close().addListener(closed -> completion.succeed());
  }

  private final class Inbound extends SimpleChannelInboundHandler<DatagramPacket> {

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket datagram) {
      // The kernel drops what others send, as long as the socket is connected.
      if (!port.hasLetGo() || remote.equals(datagram.sender())) {
        context.emit(datagram.content(), handler);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      batchEndHandler.run();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (channel.isWritable()) {
        writableHandler.run();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
      context.emit(failure, exceptionHandler);
    }
  }
}

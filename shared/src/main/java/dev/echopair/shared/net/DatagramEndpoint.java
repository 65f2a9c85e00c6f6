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
 * A UDP socket that communicates with one peer.
 *
 * <p>The socket is connected, which sends no packet: connect(2) on a datagram socket makes the
 * kernel drop the datagrams of other senders and report ICMP errors to this socket (RFC 1122,
 * section 4.1.3.3). A Vert.x datagram socket cannot be connected and therefore never detects a
 * closed port. The read buffers are large enough for any datagram, so that none is truncated.
 *
 * <p>Lives on the event loop of the context that made it; all handlers run on this event loop. The
 * socket is closed when the verticle of the context is undeployed.
 */
// Every future of Netty with a relevant result has a listener. The others close a channel that is
// no longer used.
@SuppressWarnings("FutureReturnValueIgnored")
public final class DatagramEndpoint implements Closeable {

  /** Receive buffer requested from the kernel, for replies that arrive while this client stalls. */
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

  /** Sets the handler of each datagram. The buffer is released when the handler returns. */
  public DatagramEndpoint handler(Handler<ByteBuf> datagrams) {
    this.handler = datagrams;
    return this;
  }

  /** Sets the handler of errors, such as a {@link java.net.PortUnreachableException}. */
  public DatagramEndpoint exceptionHandler(Handler<Throwable> errors) {
    this.exceptionHandler = errors;
    return this;
  }

  /** Sets the handler that runs after each batch of datagrams that were read together. */
  public DatagramEndpoint batchEndHandler(Runnable batchEnd) {
    this.batchEndHandler = batchEnd;
    return this;
  }

  /** Sets the handler that runs when the socket becomes writable again. */
  public DatagramEndpoint writableHandler(Runnable writable) {
    this.writableHandler = writable;
    return this;
  }

  /** Returns the allocator whose buffers are sent without a copy. */
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  /** Whether the socket accepts more data: its queue of unsent data is not full. */
  public boolean isWritable() {
    return channel.isWritable();
  }

  /**
   * Queues a datagram for the next {@link #flush}, without a promise. The exception handler
   * receives the failures. Call on the event loop.
   *
   * @param payload 1 to {@link DatagramPort#MAX_PAYLOAD} bytes; released by the send
   */
  public void write(ByteBuf payload) {
    port.writer().write(payload, remote);
  }

  /** Sends the queued datagrams, several in one system call where the transport supports this. */
  public void flush() {
    port.writer().flush();
  }

  /**
   * Sends a datagram.
   *
   * @param payload at most {@link DatagramPort#MAX_PAYLOAD} bytes; released by the send
   * @return completes when the kernel has accepted the datagram
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

  /** The local address of the socket. */
  public InetSocketAddress localAddress() {
    return channel.localAddress();
  }

  /** The address of the peer. */
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
      // While the socket is connected, the kernel drops the datagrams of other senders.
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

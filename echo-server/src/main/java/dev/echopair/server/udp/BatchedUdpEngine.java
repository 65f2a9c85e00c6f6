package dev.echopair.server.udp;

import dev.echopair.shared.internals.EventLoopContext;
import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.net.DatagramPort;
import dev.echopair.shared.net.DatagramReads;
import dev.echopair.shared.net.DatagramWriter;
import dev.echopair.shared.net.TargetAddresses;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The UDP echo on a Netty channel of the verticle's event loop. It reads several datagrams at once
 * and flushes the replies together. The replies to one sender leave as one large datagram if the
 * kernel can split it (see {@link DatagramWriter}); otherwise each reply leaves from the buffer
 * that the read filled. No name is resolved.
 *
 * <p>A socket that is bound to a wildcard address reads the destination address of each datagram,
 * if the transport supports this, and replies through a socket that is bound to that address.
 */
// The channel reports failed writes to exceptionCaught; after a failed close it is closed anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class BatchedUdpEngine implements UdpEngine {

  /**
   * Datagrams per read. With more, a peer in a closed loop and this server wait for each other
   * instead of working at the same time.
   */
  private static final int BATCH = 16;

  /** Size of the kernel's queues, for bursts; net.core.rmem_max and wmem_max limit it. */
  private static final int KERNEL_QUEUE_BYTES = 4 * 1024 * 1024;

  /** Bytes that may wait for a full socket before replies are dropped. */
  private static final WriteBufferWaterMark SEND_QUEUE =
      new WriteBufferWaterMark(512 * 1024, 2 * 1024 * 1024);

  /**
   * Maximum number of local addresses with their own socket; datagrams to further addresses are
   * answered through the wildcard socket.
   */
  private static final int MAX_LEARNED = 256;

  private final Vertx vertx;
  private final EventLoopContext context;
  private final UdpEcho echo;
  private final DatagramReads reads = DatagramReads.inBatchesOf(BATCH);
  private final List<DatagramPort> ports = new ArrayList<>();
  private final Map<InetAddress, DatagramPort> learned = new HashMap<>();

  BatchedUdpEngine(Vertx vertx, UdpEcho echo) {
    this.vertx = vertx;
    this.context = EventLoopContext.current(vertx);
    this.echo = echo;
  }

  @Override
  public Future<Integer> listen(InetAddress address, int port, boolean shared) {
    Promise<Integer> promise = context.promise();
    ports.add(open(address, port, shared, promise));
    return promise.future();
  }

  @Override
  public Future<Void> close() {
    List<Future<Void>> closed = new ArrayList<>();
    for (DatagramPort port : ports) {
      Promise<Void> promise = context.promise();
      closed.add(promise.future());
      port.writer().flush();
      port.channel().close().addListener(done -> promise.complete());
    }
    return Future.join(closed).<Void>mapEmpty().onComplete(all -> reads.close());
  }

  private DatagramPort open(InetAddress address, int port, boolean shared, Promise<Integer> bound) {
    DatagramPort opened = DatagramPort.open(vertx, TargetAddresses.isIpv6(address), reads);
    DatagramChannel channel = opened.channel();
    channel.config().setOption(ChannelOption.SO_RCVBUF, KERNEL_QUEUE_BYTES);
    channel.config().setOption(ChannelOption.SO_SNDBUF, KERNEL_QUEUE_BYTES);
    channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, SEND_QUEUE);
    if (shared) {
      channel
          .config()
          .setOption(
              vertx.isNativeTransportEnabled()
                  ? UnixChannelOption.SO_REUSEPORT
                  : ChannelOption.SO_REUSEADDR,
              true);
    }
    boolean learns = address.isAnyLocalAddress() && channel instanceof EpollDatagramChannel;
    if (learns) {
      channel.config().setOption(EpollChannelOption.IP_RECVORIGDSTADDR, true);
    }
    channel.pipeline().addLast(new EchoHandler(opened, learns));
    context.eventLoop().register(channel);
    channel
        .bind(new InetSocketAddress(address, port))
        .addListener(
            done -> {
              if (done.isSuccess()) {
                bound.tryComplete(channel.localAddress().getPort());
              } else {
                channel.close();
                bound.tryFail(done.cause());
              }
            });
    return opened;
  }

  /** Returns the socket that is bound to a destination address; makes it on the first call. */
  private DatagramPort boundTo(InetAddress address, int port, DatagramPort otherwise) {
    DatagramPort known = learned.get(address);
    if (known != null || learned.size() >= MAX_LEARNED) {
      return known == null ? otherwise : known;
    }
    Promise<Integer> bound = context.promise();
    DatagramPort opened = open(address, port, true, bound);
    bound.future().onFailure(failure -> learned.put(address, otherwise));
    learned.put(address, opened);
    ports.add(opened);
    return opened;
  }

  private final class EchoHandler extends ChannelInboundHandlerAdapter {

    private final DatagramPort port;
    private final boolean learns;

    EchoHandler(DatagramPort port, boolean learns) {
      this.port = port;
      this.learns = learns;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!(message instanceof DatagramPacket datagram)) {
        ReferenceCountUtil.release(message);
        return;
      }
      if (!echo.received(datagram.content(), datagram.sender())) {
        datagram.release();
        return;
      }
      DatagramPort from = learns ? replyPort(datagram.recipient()) : port;
      send(from, datagram);
      if (from != port) {
        from.writer().flush();
      }
    }

    private DatagramPort replyPort(InetSocketAddress recipient) {
      return recipient == null || recipient.getAddress().isAnyLocalAddress()
          ? port
          : boundTo(recipient.getAddress(), port.channel().localAddress().getPort(), port);
    }

    private void send(DatagramPort from, DatagramPacket datagram) {
      ByteBuf data = datagram.content();
      DatagramChannel channel = from.channel();
      int bytes = data.readableBytes();
      if (bytes == 0) {
        data.release();
        sendEmpty(from, datagram.sender());
      } else if (channel.isWritable()) {
        from.writer().write(from.writer().isCongested() ? copied(data) : data, datagram.sender());
        echo.sent(bytes);
      } else {
        data.release();
        echo.notSent(DropReason.SEND_QUEUE_FULL);
      }
    }

    /** Copies a reply that has to wait, because it must not keep the large read buffer. */
    private ByteBuf copied(ByteBuf data) {
      ByteBuf copy = port.channel().alloc().directBuffer(data.readableBytes());
      copy.writeBytes(data);
      data.release();
      return copy;
    }

    private void sendEmpty(DatagramPort from, InetSocketAddress recipient) {
      try {
        from.sendEmpty(recipient);
        echo.sent(0);
      } catch (IOException e) {
        echo.notSent(DropReason.SEND_FAILED);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      port.writer().flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
      echo.notSent(DropReason.SEND_FAILED);
    }
  }
}

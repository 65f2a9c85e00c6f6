import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetSocketAddress;

/**
 * A simple echo without this project: Netty with epoll, or Vert.x as its documentation shows it.
 * Listens on a free port of 127.0.0.1 and prints the port.
 *
 * <pre>
 * java -cp echo-server/target/echo-server.jar BareEcho.java netty|vertx-epoll|vertx-nio tcp|udp
 * </pre>
 */
public final class BareEcho {

  /** Longest datagram in bytes. One recvmmsg call reads up to 64 datagrams. */
  private static final int DATAGRAM = 2048;

  private static final int BATCH = 64;

  /** Bytes of the receive buffer, the same as in this project's server. */
  private static final int KERNEL_QUEUE = 4 * 1024 * 1024;

  private BareEcho() {}

  public static void main(String[] args) throws Exception {
    boolean tcp = args[1].equals("tcp");
    switch (args[0]) {
      case "netty" -> listening(args[1], tcp ? nettyTcp() : nettyUdp());
      case "vertx-epoll" -> vertx(tcp, true);
      case "vertx-nio" -> vertx(tcp, false);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void listening(String protocol, Channel channel) {
    listening(protocol, ((InetSocketAddress) channel.localAddress()).getPort());
  }

  private static void listening(String protocol, int port) {
    System.out.printf("listening on %s://127.0.0.1:%d%n", protocol, port);
  }

  // --- Netty

  private static EventLoopGroup eventLoop() {
    return new MultiThreadIoEventLoopGroup(
        1, new DefaultThreadFactory("eventloop"), EpollIoHandler.newFactory());
  }

  private static Channel nettyTcp() throws InterruptedException {
    return new ServerBootstrap()
        .group(eventLoop())
        .channel(EpollServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(new Echo())
        .bind("127.0.0.1", 0)
        .sync()
        .channel();
  }

  private static Channel nettyUdp() throws InterruptedException {
    return new Bootstrap()
        .group(eventLoop())
        .channel(EpollDatagramChannel.class)
        .option(ChannelOption.SO_RCVBUF, KERNEL_QUEUE)
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(BATCH * DATAGRAM).maxMessagesPerRead(BATCH))
        .handler(new Echo())
        .bind("127.0.0.1", 0)
        .sync()
        .channel();
  }

  /** Writes back each message, and flushes once per batch of reads. */
  // The void promise reports failures to the pipeline.
  @SuppressWarnings("FutureReturnValueIgnored")
  @Sharable
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      Object reply =
          message instanceof DatagramPacket packet
              ? new DatagramPacket(packet.content(), packet.sender())
              : message;
      context.write(reply, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }

  // --- Vert.x

  private static void vertx(boolean tcp, boolean nativeTransport) {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions().setPreferNativeTransport(nativeTransport).setEventLoopPoolSize(1));
    if (nativeTransport && !vertx.isNativeTransportEnabled()) {
      throw new IllegalStateException(
          "epoll is not available", vertx.unavailableNativeTransportCause());
    }
    if (tcp) {
      vertx
          .createNetServer()
          .connectHandler(socket -> socket.handler(socket::write))
          .listen(0, "127.0.0.1")
          .onSuccess(server -> listening("tcp", server.actualPort()));
    } else {
      var socket = vertx.createDatagramSocket();
      socket.handler(
          packet -> socket.send(packet.data(), packet.sender().port(), packet.sender().host()));
      socket
          .listen(0, "127.0.0.1")
          .onSuccess(bound -> listening("udp", bound.localAddress().port()));
    }
  }
}

package dev.echopair.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.server.tcp.TcpEchoVerticle;
import dev.echopair.server.testing.RunningServer;
import dev.echopair.server.testing.TcpPeer;
import dev.echopair.server.testing.UdpPeer;
import dev.echopair.server.udp.UdpEchoVerticle;
import dev.echopair.shared.internals.EventLoopContext;
import dev.echopair.shared.internals.UsedTransport;
import dev.echopair.shared.launch.TransportChoice;
import dev.echopair.shared.testing.EventLoopAllocation;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts the bytes that a message allocates. A count is independent of the machine's load. */
class EchoAllocationTest {

  private static final int WARM_UP = 5_000;
  private static final int MESSAGES = 20_000;

  /** Half of the smallest object: tolerates objects that are allocated once or by timers. */
  private static final double NOTHING = 8;

  @ParameterizedTest
  @ValueSource(ints = {64, 16 * 1024})
  void theTcpEchoAllocatesNothingPerMessage(int bytes) throws IOException {
    Vertx vertx = oneLoop();
    try {
      TcpEchoVerticle verticle = new TcpEchoVerticle();
      RunningServer.result(vertx.deployVerticle(verticle, options()));
      EventLoopAllocation loop = EventLoopAllocation.of(vertx);
      byte[] message = new byte[bytes];
      try (TcpPeer peer = TcpPeer.connect(verticle.actualPort())) {
        exchange(peer, message, WARM_UP);
        long before = loop.bytes();
        exchange(peer, message, MESSAGES);
        double each = (double) (loop.bytes() - before) / MESSAGES;

        assertTrue(each < NOTHING, () -> each + " bytes per message");
      }
    } finally {
      RunningServer.result(vertx.close());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void theUdpEchoAllocatesNoMoreThanNettysChannelDoes(int burst) throws Exception {
    Vertx vertx = oneLoop();
    try {
      UdpEchoVerticle verticle = new UdpEchoVerticle();
      RunningServer.result(vertx.deployVerticle(verticle, options()));
      int plain = listenPlainly(vertx);
      EventLoopAllocation loop = EventLoopAllocation.of(vertx);
      double ofNetty = perDatagram(loop, plain, burst);
      double ofPair = perDatagram(loop, verticle.actualPort(), burst);

      assertTrue(
          ofPair < ofNetty + NOTHING,
          () -> "%.1f bytes per datagram, plain Netty %.1f".formatted(ofPair, ofNetty));
    } finally {
      RunningServer.result(vertx.close());
    }
  }

  private static double perDatagram(EventLoopAllocation loop, int port, int burst)
      throws IOException {
    try (UdpPeer peer = UdpPeer.of(port)) {
      exchange(peer, WARM_UP, burst);
      long before = loop.bytes();
      exchange(peer, MESSAGES, burst);
      return (double) (loop.bytes() - before) / MESSAGES;
    }
  }

  private static void exchange(TcpPeer peer, byte[] message, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      peer.send(message);
      peer.read(message.length);
    }
  }

  private static void exchange(UdpPeer peer, int count, int burst) throws IOException {
    byte[] message = new byte[64];
    for (int i = 0; i < count; i += burst) {
      for (int sent = 0; sent < burst; sent++) {
        peer.send(message);
      }
      for (int received = 0; received < burst; received++) {
        peer.receive();
      }
    }
  }

  private static Vertx oneLoop() {
    return Vertx.builder()
        .with(new VertxOptions().setEventLoopPoolSize(1))
        .withTransport(TransportChoice.resolve("auto"))
        .build();
  }

  private static DeploymentOptions options() {
    return new DeploymentOptions()
        .setConfig(
            new JsonObject()
                .put("tcp", new JsonObject().put("port", 0))
                .put("udp", new JsonObject().put("port", 0))
                .put("metrics", new JsonObject().put("interval", "1h")));
  }

  /** A plain Netty echo on the same event loop, in batches where the transport supports them. */
  private static int listenPlainly(Vertx vertx) throws InterruptedException {
    DatagramChannel channel = UsedTransport.openDatagramChannel(vertx, false);
    if (channel instanceof EpollDatagramChannel) {
      channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 2_048);
      channel
          .config()
          .setOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(16 * 2_048));
    }
    channel.pipeline().addLast(new PlainEcho());
    EventLoopContext.current(vertx).eventLoop().register(channel).sync();
    Channel bound =
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync().channel();
    return ((InetSocketAddress) bound.localAddress()).getPort();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private static final class PlainEcho extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      DatagramPacket datagram = (DatagramPacket) message;
      ctx.write(new DatagramPacket(datagram.content(), datagram.sender()), ctx.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }
  }
}

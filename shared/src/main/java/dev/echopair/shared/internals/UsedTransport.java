package dev.echopair.shared.internals;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.transport.Transport;
import java.util.stream.Stream;

/**
 * The network transport that a Vert.x instance really uses.
 *
 * <p>Written against {@code VertxInternal} of Vert.x 5.0.12. {@link
 * Vertx#isNativeTransportEnabled()} says only whether it is a native one. Unnecessary as soon as a
 * Vert.x instance tells its {@link Transport} and the number of its event loops.
 */
public final class UsedTransport {

  private UsedTransport() {}

  /** The name: {@code epoll}, {@code io_uring}, {@code kqueue} or {@code nio}. */
  public static String nameOf(Vertx vertx) {
    var used = ((VertxInternal) vertx).transport();
    return Stream.of(Transport.EPOLL, Transport.IO_URING, Transport.KQUEUE)
        .filter(transport -> transport != null && transport.implementation() == used)
        .map(Transport::name)
        .findFirst()
        .orElse("nio");
  }

  /** Opens a datagram channel, not yet registered with an event loop nor bound. */
  // Netty names the family by a deprecated type, which the transport's signature asks for.
  @SuppressWarnings("deprecation")
  public static DatagramChannel openDatagramChannel(Vertx vertx, boolean ipv6) {
    return ((VertxInternal) vertx)
        .transport()
        .datagramChannel(ipv6 ? InternetProtocolFamily.IPv6 : InternetProtocolFamily.IPv4);
  }

  /** How many event loops the verticles share. */
  public static int eventLoops(Vertx vertx) {
    EventLoopGroup group = ((VertxInternal) vertx).nettyEventLoopGroup();
    int loops = 0;
    for (var ignored : group) {
      loops++;
    }
    return loops;
  }
}

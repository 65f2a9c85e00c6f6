package dev.echopair.shared.internals;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.transport.Transport;
import java.util.stream.Stream;

/**
 * Returns the network transport that a Vert.x instance really uses.
 *
 * <p>Written against {@code VertxInternal} of Vert.x 5.0.12. {@link
 * Vertx#isNativeTransportEnabled()} says only whether the transport is a native one. Unnecessary as
 * soon as a Vert.x instance offers its {@link Transport} and the number of its event loops.
 */
public final class UsedTransport {

  private UsedTransport() {}

  /** Returns the name: {@code epoll}, {@code io_uring}, {@code kqueue} or {@code nio}. */
  public static String nameOf(Vertx vertx) {
    var used = ((VertxInternal) vertx).transport();
    return Stream.of(Transport.EPOLL, Transport.IO_URING, Transport.KQUEUE)
        .filter(transport -> transport != null && transport.implementation() == used)
        .map(Transport::name)
        .findFirst()
        .orElse("nio");
  }

  /** Opens a datagram channel that is neither registered with an event loop nor bound. */
  // The signature of the transport requires Netty's deprecated type for the address family.
  @SuppressWarnings("deprecation")
  public static DatagramChannel openDatagramChannel(Vertx vertx, boolean ipv6) {
    return ((VertxInternal) vertx)
        .transport()
        .datagramChannel(ipv6 ? InternetProtocolFamily.IPv6 : InternetProtocolFamily.IPv4);
  }

  /** Returns the number of event loops, which all verticles share. */
  public static int eventLoops(Vertx vertx) {
    EventLoopGroup group = ((VertxInternal) vertx).nettyEventLoopGroup();
    int loops = 0;
    for (var ignored : group) {
      loops++;
    }
    return loops;
  }
}

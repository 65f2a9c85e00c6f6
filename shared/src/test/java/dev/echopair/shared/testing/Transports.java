package dev.echopair.shared.testing;

import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.util.stream.Stream;

/** The network transports that are available where the tests run. */
public final class Transports {

  private Transports() {}

  /** The names of the available transports, for a {@code MethodSource}. */
  public static Stream<String> available() {
    return Stream.of(Transport.NIO, Transport.EPOLL, Transport.IO_URING, Transport.KQUEUE)
        .filter(transport -> transport != null && transport.available())
        .map(Transport::name);
  }

  /** The available transports on which sockets can share a UDP port. */
  public static Stream<String> nativeOnes() {
    return available().filter(name -> !name.equals("nio"));
  }

  /** Makes a Vert.x instance on a transport. */
  public static Vertx vertx(String name) {
    Transport transport =
        Stream.of(Transport.NIO, Transport.EPOLL, Transport.IO_URING, Transport.KQUEUE)
            .filter(one -> one != null && one.name().equals(name))
            .findFirst()
            .orElseThrow();
    return Vertx.builder().withTransport(transport).build();
  }
}

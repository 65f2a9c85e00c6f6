package dev.echopair.server;

import dev.echopair.shared.launch.TransportChoice;
import java.util.stream.Stream;

/** The transports that tests are parameterised by. */
final class Transports {

  private Transports() {}

  /** All that are available on this machine; nio everywhere. */
  static Stream<String> available() {
    return Stream.of("nio", "epoll", "io_uring", "kqueue").filter(Transports::isAvailable);
  }

  /** Those on which sockets can share a UDP port. */
  static Stream<String> nativeOnes() {
    return available().filter(transport -> !transport.equals("nio"));
  }

  static boolean isAvailable(String transport) {
    try {
      TransportChoice.resolve(transport);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

package dev.echopair.shared.launch;

import io.vertx.core.transport.Transport;
import java.util.Objects;

/**
 * Selects the network transport by its configured name.
 *
 * <p>Vert.x silently falls back to NIO when a native transport does not load. Here only {@code
 * auto} falls back; a transport that is configured by name is used, or the start fails.
 */
public final class TransportChoice {

  private TransportChoice() {}

  /**
   * Resolves a configured transport.
   *
   * @param name {@code auto | epoll | io_uring | kqueue | nio}
   * @return a transport that is available on this machine
   * @throws IllegalArgumentException when the configured transport is not available; the message
   *     has the reason and the remedy
   */
  public static Transport resolve(String name) {
    return switch (name) {
      case "auto" -> {
        Transport nativeOne = Transport.nativeTransport();
        yield nativeOne != null && nativeOne.available() ? nativeOne : Transport.NIO;
      }
      case "nio" -> Transport.NIO;
      case "epoll" -> available(name, Transport.EPOLL);
      case "io_uring" -> available(name, Transport.IO_URING);
      case "kqueue" -> available(name, Transport.KQUEUE);
      default -> throw new IllegalArgumentException("unknown transport " + name);
    };
  }

  private static Transport available(String name, Transport transport) {
    if (transport != null && transport.available()) {
      return transport;
    }
    throw new IllegalArgumentException(
        "transport %s is not available here%s; use auto or nio"
            .formatted(name, transport == null ? "" : because(transport.unavailabilityCause())));
  }

  private static String because(Throwable cause) {
    Throwable root = cause;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return root == null ? "" : " (" + Objects.toString(root.getMessage(), root.toString()) + ")";
  }
}

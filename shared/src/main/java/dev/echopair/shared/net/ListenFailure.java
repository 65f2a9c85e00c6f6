package dev.echopair.shared.net;

import io.vertx.core.Future;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Reports why a socket cannot listen. The message has the attempt, the address, the error and the
 * remedy.
 */
public final class ListenFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private ListenFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Returns a future that fails with the explanation of a listen failure.
   *
   * @param section configuration section with host and port: {@code tcp}, {@code udp}, {@code
   *     management}
   */
  public static <T> Future<T> explain(String section, String host, int port, Throwable failure) {
    if (failure instanceof ListenFailure) {
      return Future.failedFuture(failure);
    }
    return Future.failedFuture(
        new ListenFailure(
            "%s: cannot listen on %s: %s"
                .formatted(section, Endpoint.hostPort(host, port), reason(section, failure)),
            failure));
  }

  private static String reason(String section, Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    if (failure instanceof UnknownHostException) {
      return "the host does not resolve; check %s.host".formatted(section);
    }
    if (lower.contains("address already in use")) {
      return "the port is in use; choose another %s.port (0 for a free one) or stop its owner"
          .formatted(section);
    }
    if (lower.contains("permission denied") || lower.contains("access denied")) {
      return "permission denied; ports below 1024 need root or CAP_NET_BIND_SERVICE";
    }
    if (lower.contains("cannot assign requested address")
        || lower.contains("can't assign requested address")) {
      return "no interface of this machine has that address; check %s.host".formatted(section);
    }
    return failure instanceof BindException
        ? message
        : failure.getClass().getSimpleName() + ": " + message;
  }
}

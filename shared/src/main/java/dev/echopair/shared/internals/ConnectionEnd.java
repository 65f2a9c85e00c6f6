package dev.echopair.shared.internals;

import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.NetworkMetrics;
import io.vertx.core.spi.metrics.TCPMetrics;

/**
 * Reports the end of a connection to the meters of Vert.x, in place of Vert.x's handler.
 *
 * <p>Written against {@code TCPMetrics} of Vert.x 5.0.12. From 5.1 on the method belongs to {@code
 * TransportMetrics}, so this class has another version in {@code src/vertx-next/java}. Unnecessary
 * together with {@link NetworkMeter}.
 */
final class ConnectionEnd {

  private ConnectionEnd() {}

  /** Reports the end, if these meters count connections. */
  static void report(NetworkMetrics<Object> metrics, Object metric, SocketAddress remote) {
    if (metrics instanceof TCPMetrics<Object> connections) {
      connections.disconnected(metric, remote);
    }
  }
}

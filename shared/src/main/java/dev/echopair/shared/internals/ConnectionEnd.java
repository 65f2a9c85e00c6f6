package dev.echopair.shared.internals;

import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.NetworkMetrics;
import io.vertx.core.spi.metrics.TCPMetrics;

/**
 * Reports the end of a connection to the metrics of Vert.x, in place of Vert.x's handler.
 *
 * <p>Written against {@code TCPMetrics} of Vert.x 5.0.12. From 5.1 on the method belongs to {@code
 * TransportMetrics}; therefore this class has a second version in {@code src/vertx-next/java}.
 * Unnecessary together with {@link NetworkMeter}.
 */
final class ConnectionEnd {

  private ConnectionEnd() {}

  /** Reports the end, if these metrics count connections. */
  static void report(NetworkMetrics<Object> metrics, Object metric, SocketAddress remote) {
    if (metrics instanceof TCPMetrics<Object> connections) {
      connections.disconnected(metric, remote);
    }
  }
}

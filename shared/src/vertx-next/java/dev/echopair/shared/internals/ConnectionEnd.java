package dev.echopair.shared.internals;

import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.NetworkMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;

/**
 * Reports the end of a connection to the metrics of Vert.x, in place of Vert.x's handler.
 *
 * <p>Written against {@code TransportMetrics} of Vert.x 5.2.3. In the Maven profile {@code
 * vertx-next} this class replaces the version in {@code src/main/java}.
 */
final class ConnectionEnd {

  private ConnectionEnd() {}

  /** Reports the end, if these metrics count connections. */
  static void report(NetworkMetrics<Object> metrics, Object metric, SocketAddress remote) {
    if (metrics instanceof TransportMetrics<Object> connections) {
      connections.disconnected(metric, remote);
    }
  }
}

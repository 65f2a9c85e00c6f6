package dev.echopair.shared.internals;

import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.metrics.NetworkMetrics;

/**
 * Counts the bytes of a connection for the metrics of Vert.x ({@code vertx_net_*}). Needed when a
 * handler before Vert.x's own handler, or in its place, processes the bytes and Vert.x cannot count
 * them. Each direction has a plain counter; the shared metrics are updated once per 4 KiB, as in
 * Vert.x. Lives on the event loop of the connection.
 *
 * <p>Written against {@code ConnectionBase} of Vert.x 5.0.12, which has the metrics of a
 * connection. It replaces the counting of Vert.x's own handler. Unnecessary as soon as all bytes
 * pass through that handler.
 */
public final class NetworkMeter {

  private static final long PORTION = 4_096;

  /** {@code null} when the metrics of Vert.x are disabled. */
  private final NetworkMetrics<Object> metrics;

  private final Object metric;
  private final SocketAddress remote;

  private long read;
  private long written;

  /** Makes the meter of a connection. */
  @SuppressWarnings("unchecked") // Vert.x made this metric for the socket.
  public NetworkMeter(NetSocket socket) {
    ConnectionBase metered = socket instanceof ConnectionBase known ? known : null;
    this.metrics = metered == null ? null : (NetworkMetrics<Object>) metered.metrics();
    this.metric = metered == null ? null : metered.metric();
    this.remote = metrics == null ? null : socket.remoteAddress();
  }

  /** Counts bytes that were read. */
  public void read(int bytes) {
    read += bytes;
    if (read >= PORTION) {
      tellRead();
    }
  }

  /** Counts bytes that were written. */
  public void written(int bytes) {
    written += bytes;
    if (written >= PORTION) {
      tellWritten();
    }
  }

  /** Reports the bytes that have not been reported yet. */
  public void flush() {
    tellRead();
    tellWritten();
  }

  /**
   * Reports the remaining bytes and the end of the connection. For a handler that replaces Vert.x's
   * own handler, which would report them itself.
   */
  public void closed() {
    flush();
    ConnectionEnd.report(metrics, metric, remote);
  }

  private void tellRead() {
    if (metrics != null) {
      metrics.bytesRead(metric, remote, read);
    }
    read = 0;
  }

  private void tellWritten() {
    if (metrics != null) {
      metrics.bytesWritten(metric, remote, written);
    }
    written = 0;
  }
}

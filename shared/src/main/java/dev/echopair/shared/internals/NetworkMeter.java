package dev.echopair.shared.internals;

import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.metrics.NetworkMetrics;

/**
 * Counts a connection's bytes for the meters of Vert.x ({@code vertx_net_*}), where a handler below
 * Vert.x's own, or in its place, keeps them from it. A plain field each way; the shared meters are
 * touched once for every 4 KiB, as Vert.x does it. Lives on the connection's event loop.
 *
 * <p>Written against {@code ConnectionBase} of Vert.x 5.0.12, which has the meters of a connection.
 * It replaces the counting of Vert.x's own handler. Unnecessary as soon as no handler of ours keeps
 * bytes from that one.
 */
public final class NetworkMeter {

  private static final long PORTION = 4_096;

  /** {@code null} where Vert.x measures nothing. */
  private final NetworkMetrics<Object> metrics;

  private final Object metric;
  private final SocketAddress remote;

  private long read;
  private long written;

  /** Makes the meter of a connection. */
  @SuppressWarnings("unchecked") // What Vert.x has made for a socket is what its meters take.
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
   * Reports the rest and the end of the connection; for a handler in the place of Vert.x's own,
   * which would do so itself.
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

package dev.echopair.shared.net;

import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetSocketImpl;
import io.vertx.core.spi.metrics.TCPMetrics;

/**
 * Counts a connection's bytes for the meters of Vert.x ({@code vertx_net_*}), where a handler below
 * Vert.x's own, or in its place, keeps them from it. A plain field each way; the shared meters are
 * touched once for every 4 KiB, as Vert.x does it. Lives on the connection's event loop.
 */
public final class NetworkMeter {

  private static final long PORTION = 4_096;

  /** {@code null} where Vert.x measures nothing. */
  private final TCPMetrics<Object> metrics;

  private final Object metric;
  private final SocketAddress remote;

  private long read;
  private long written;

  /** Makes the meter of a connection. */
  @SuppressWarnings("unchecked") // What Vert.x has made for a socket is what its meters take.
  public NetworkMeter(NetSocketInternal socket) {
    NetSocketImpl metered = socket instanceof NetSocketImpl known ? known : null;
    this.metrics = metered == null ? null : (TCPMetrics<Object>) metered.metrics();
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

  /** Tells what has not been told yet. */
  public void flush() {
    tellRead();
    tellWritten();
  }

  /**
   * The same, and that the connection is closed: for who has taken the place of Vert.x's handler.
   */
  public void closed() {
    flush();
    if (metrics != null) {
      metrics.disconnected(metric, remote);
    }
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

package dev.echopair.shared.net;

import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Counts a connection's bytes for the meters of Vert.x ({@code vertx_net_*}), where a handler below
 * Vert.x's own keeps them from it. A plain field each way; the shared meters are touched once for
 * every 4 KiB, as Vert.x does it. Lives on the connection's event loop.
 */
public final class NetworkMeter {

  private final ConnectionBase connection;

  /** Makes the meter of a connection. */
  public NetworkMeter(NetSocketInternal socket) {
    this.connection = socket instanceof ConnectionBase base ? base : null;
  }

  /** Counts bytes that were read. */
  public void read(long bytes) {
    if (connection != null) {
      connection.reportBytesRead(bytes);
    }
  }

  /** Counts bytes that were written. */
  public void written(long bytes) {
    if (connection != null) {
      connection.reportBytesWritten(bytes);
    }
  }
}

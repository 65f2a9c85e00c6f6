package dev.echopair.server.tcp;

import dev.echopair.server.traffic.EchoCounters;
import dev.echopair.server.traffic.TrafficLog;
import dev.echopair.shared.metrics.DropReason;
import java.net.InetSocketAddress;

/**
 * The part of the TCP echo that all engines share: the open connections, the counters and the
 * traffic log. One per verticle, on its event loop.
 *
 * @param connections the open connections
 * @param counters the counters of the verticle
 * @param traffic the traffic log of the verticle
 */
record TcpEcho(OpenConnections connections, EchoCounters counters, TrafficLog traffic) {

  /** Adds a connection whose echo begins, and logs it. */
  void opened(EchoConnection connection, InetSocketAddress peer) {
    connections.add(connection);
    traffic.connected(peer);
  }

  /**
   * Counts a connection that ends before its peer has finished. An engine calls this once per
   * connection, with the first reason.
   */
  void ended(DropReason reason) {
    counters.dropped.count(reason);
  }

  /** Removes a connection that is closed, and logs it. */
  void closed(EchoConnection connection, InetSocketAddress peer) {
    traffic.disconnected(peer);
    connections.remove(connection);
  }
}

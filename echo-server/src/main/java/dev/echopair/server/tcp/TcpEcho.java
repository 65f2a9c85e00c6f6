package dev.echopair.server.tcp;

import dev.echopair.server.traffic.EchoCounters;
import dev.echopair.server.traffic.TrafficLog;
import dev.echopair.shared.metrics.DropReason;
import java.net.InetSocketAddress;

/**
 * What the TCP echo keeps, counts and logs of its connections, whichever engine serves them. One
 * per verticle, on its event loop.
 *
 * @param connections those that are open
 * @param counters what goes through
 * @param traffic the log of it
 */
record TcpEcho(OpenConnections connections, EchoCounters counters, TrafficLog traffic) {

  /** Takes in a connection whose echo begins. */
  void opened(EchoConnection connection, InetSocketAddress peer) {
    connections.add(connection);
    traffic.connected(peer);
  }

  /** Counts a connection that ends before its peer has finished; for its first reason only. */
  void ended(DropReason reason) {
    counters.dropped.count(reason);
  }

  /** Lets go of a connection that is closed. */
  void closed(EchoConnection connection, InetSocketAddress peer) {
    traffic.disconnected(peer);
    connections.remove(connection);
  }
}

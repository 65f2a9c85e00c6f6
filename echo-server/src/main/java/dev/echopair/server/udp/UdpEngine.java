package dev.echopair.server.udp;

import io.vertx.core.Future;
import java.net.InetAddress;

/** How a UDP verticle reads and writes datagrams; lives on the verticle's event loop. */
interface UdpEngine {

  /**
   * Binds one more socket.
   *
   * @param port the port; 0 for a free one
   * @param shared whether others bind the same port
   * @return the port that was bound
   */
  Future<Integer> listen(InetAddress address, int port, boolean shared);

  /** Closes all sockets when what was to be sent is sent. */
  Future<Void> close();
}

package dev.echopair.server.udp;

import io.vertx.core.Future;
import java.net.InetAddress;

/** Reads and writes the datagrams of a UDP verticle. Lives on the verticle's event loop. */
interface UdpEngine {

  /**
   * Binds one more socket.
   *
   * @param port the port; 0 for a free one
   * @param shared whether other sockets bind the same port
   * @return the bound port
   */
  Future<Integer> listen(InetAddress address, int port, boolean shared);

  /** Sends the replies that wait, then closes all sockets. */
  Future<Void> close();
}

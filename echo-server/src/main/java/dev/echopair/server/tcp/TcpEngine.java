package dev.echopair.server.tcp;

import io.vertx.core.net.NetSocket;

/** How a TCP verticle reads and writes its connections; lives on the verticle's event loop. */
interface TcpEngine {

  /** Starts the echo on a connection that was admitted; call on its event loop, before it reads. */
  void echo(NetSocket socket);
}

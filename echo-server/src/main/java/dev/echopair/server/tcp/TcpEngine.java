package dev.echopair.server.tcp;

import io.vertx.core.net.NetSocket;

/** Reads and writes the connections of a TCP verticle. Lives on the verticle's event loop. */
interface TcpEngine {

  /**
   * Starts the echo on an admitted connection. Call it on the event loop of the connection, before
   * the first read.
   */
  void echo(NetSocket socket);
}

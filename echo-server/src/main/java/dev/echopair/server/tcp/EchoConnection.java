package dev.echopair.server.tcp;

import dev.echopair.shared.metrics.DropReason;

/** An open TCP connection, as {@link OpenConnections} sees it. Lives on its event loop. */
interface EchoConnection {

  /** Returns a number that changes whenever bytes were received or sent. */
  long progress();

  /** Closes the connection before its peer has finished, and counts the reason. */
  void close(DropReason reason);
}

package dev.echopair.server.tcp;

import dev.echopair.shared.metrics.DropReason;

/** An open TCP connection, as its limits see it. Lives on its verticle's event loop. */
interface EchoConnection {

  /** A number that is another one whenever bytes have come in or gone out. */
  long progress();

  /** Closes the connection before its peer has finished, and counts why. */
  void close(DropReason reason);
}

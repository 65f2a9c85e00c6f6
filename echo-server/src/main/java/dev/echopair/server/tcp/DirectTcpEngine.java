package dev.echopair.server.tcp;

import dev.echopair.shared.net.TcpReads;
import io.vertx.core.net.NetSocket;

/**
 * The TCP echo on the connection's Netty channel. It writes the data from the same buffer that the
 * read filled, see {@link TcpEchoConnection}.
 */
final class DirectTcpEngine implements TcpEngine {

  private final TcpEcho echo;
  private final TcpReads reads = new TcpReads();

  DirectTcpEngine(TcpEcho echo) {
    this.echo = echo;
  }

  @Override
  public void echo(NetSocket socket) {
    TcpEchoConnection.start(socket, reads, echo);
  }
}

package dev.echopair.server.tcp;

import dev.echopair.shared.net.TcpReads;
import io.vertx.core.net.NetSocket;

/**
 * The TCP echo on the connection's Netty channel: what was read is written from the buffer that it
 * was read into, see {@link TcpEchoConnection}.
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

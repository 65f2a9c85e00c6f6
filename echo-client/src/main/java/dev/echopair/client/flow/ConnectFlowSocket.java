package dev.echopair.client.flow;

import dev.echopair.client.measure.FlowSession;
import io.vertx.core.Future;
import io.vertx.core.net.NetSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * The socket of a flow whose probes are connections. Each probe opens a connection and closes it
 * again. The round-trip time is the time until the connection is open: SYN and SYN/ACK, plus the
 * handshake for TLS. No application data is sent.
 */
final class ConnectFlowSocket implements FlowSocket {

  private final FlowSession session;
  private final Supplier<Future<NetSocket>> connector;
  private final Events events;

  /**
   * Makes the socket.
   *
   * @param session judges the probes
   * @param connector opens a connection to the target
   */
  ConnectFlowSocket(FlowSession session, Supplier<Future<NetSocket>> connector, Events events) {
    this.session = session;
    this.connector = connector;
    this.events = events;
  }

  @Override
  public ByteBuffer begin(int bytes) {
    return ByteBuffer.allocate(bytes);
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void end(ByteBuffer probe) {
    connector.get().onSuccess(socket -> connected(socket, probe)).onFailure(events::failed);
  }

  private void connected(NetSocket socket, ByteBuffer probe) {
    session.received(probe.flip(), System.nanoTime());
    events.sendable();
    socket.close();
  }

  @Override
  public void flush() {
    // A connection is opened at once.
  }

  @Override
  public SocketAddress local() {
    return null;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}

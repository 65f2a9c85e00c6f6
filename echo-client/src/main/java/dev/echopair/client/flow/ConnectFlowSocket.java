package dev.echopair.client.flow;

import dev.echopair.client.measure.FlowSession;
import io.vertx.core.Future;
import io.vertx.core.net.NetSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The socket of a flow whose probes are connections: each is opened, which is its round trip (SYN
 * and SYN/ACK, and the handshake of TLS where there is one), and closed again. No byte is sent.
 */
public final class ConnectFlowSocket implements FlowSocket {

  private final FlowSession session;
  private final Supplier<Future<NetSocket>> connector;
  private final Consumer<Throwable> failed;
  private final Runnable ready;

  /**
   * Makes the socket.
   *
   * @param session judges the connections
   * @param connector opens a connection to the target
   * @param failed called when a connection could not be opened
   * @param ready called when a connection was judged, so that there may be more to send
   */
  public ConnectFlowSocket(
      FlowSession session,
      Supplier<Future<NetSocket>> connector,
      Consumer<Throwable> failed,
      Runnable ready) {
    this.session = session;
    this.connector = connector;
    this.failed = failed;
    this.ready = ready;
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
    connector.get().onSuccess(socket -> connected(socket, probe)).onFailure(failed::accept);
  }

  private void connected(NetSocket socket, ByteBuffer probe) {
    session.received(probe.flip(), System.nanoTime());
    ready.run();
    socket.close();
  }

  @Override
  public void flush() {
    // A connection is not held back.
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

package dev.echopair.client.verticle;

import io.vertx.core.Future;
import io.vertx.core.net.NetSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * A flow whose probes are connections: each is opened, which is its round trip (SYN and SYN/ACK,
 * and the handshake of TLS where there is one), and closed again. No byte is sent.
 */
final class ConnectFlow implements Flow {

  private final TcpClientVerticle verticle;
  private final PacedFlow flow;

  ConnectFlow(TcpClientVerticle verticle, PacedFlow flow) {
    this.verticle = verticle;
    this.flow = flow;
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
    verticle
        .connect()
        .onComplete(
            connected -> {
              if (connected.succeeded()) {
                succeeded(connected.result(), probe);
              } else {
                verticle.failed(flow, connected.cause());
              }
            });
  }

  private void succeeded(NetSocket socket, ByteBuffer probe) {
    verticle.connectedOnce();
    flow.session().received(probe.flip(), System.nanoTime());
    verticle.ready(flow);
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

package dev.echopair.client.verticle;

import dev.echopair.shared.net.DatagramEndpoint;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.net.SocketAddress;

/** A UDP socket of a run: what is written goes out in batches. */
final class UdpFlow implements Flow {

  private final DatagramEndpoint socket;

  UdpFlow(DatagramEndpoint socket) {
    this.socket = socket;
  }

  @Override
  public ByteBuf begin(int bytes) {
    return socket.allocator().directBuffer(bytes, bytes);
  }

  @Override
  public boolean isWritable() {
    return socket.isWritable();
  }

  @Override
  public void end(ByteBuf begun) {
    socket.write(begun);
  }

  @Override
  public void flush() {
    socket.flush();
  }

  @Override
  public SocketAddress local() {
    return socket.localAddress();
  }

  @Override
  public Future<Void> close() {
    return socket.close();
  }
}

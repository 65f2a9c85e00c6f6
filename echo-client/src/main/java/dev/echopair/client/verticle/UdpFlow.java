package dev.echopair.client.verticle;

import dev.echopair.shared.net.DatagramEndpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Future;
import java.net.SocketAddress;

/** A UDP socket of a run: what is written goes out in batches. */
final class UdpFlow implements Flow {

  private final DatagramEndpoint socket;

  UdpFlow(DatagramEndpoint socket) {
    this.socket = socket;
  }

  @Override
  public ByteBufAllocator allocator() {
    return socket.allocator();
  }

  @Override
  public boolean isWritable() {
    return socket.isWritable();
  }

  @Override
  public void write(ByteBuf probe) {
    socket.write(probe);
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

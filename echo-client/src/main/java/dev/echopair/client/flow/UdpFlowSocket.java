package dev.echopair.client.flow;

import dev.echopair.shared.net.DatagramEndpoint;
import io.vertx.core.Future;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A UDP socket of a run. It sends datagrams in batches. */
final class UdpFlowSocket implements FlowSocket {

  private final DatagramEndpoint socket;

  /** The buffer for the current probe; all flows of the event loop share it. */
  private final ByteBuffer probe;

  UdpFlowSocket(DatagramEndpoint socket, ByteBuffer probe) {
    this.socket = socket;
    this.probe = probe;
  }

  @Override
  public ByteBuffer begin(int bytes) {
    return probe.clear().limit(bytes);
  }

  @Override
  public boolean isWritable() {
    return socket.isWritable();
  }

  @Override
  public void end(ByteBuffer begun) {
    int bytes = begun.flip().remaining();
    socket.write(socket.allocator().directBuffer(bytes, bytes).writeBytes(begun));
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

package dev.echopair.client.flow;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.measure.FlowSession;
import dev.echopair.shared.net.DatagramEndpoint;
import dev.echopair.shared.net.DatagramReads;
import dev.echopair.shared.net.TargetRoute;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;

/** The UDP sockets of the flows of one event loop, each with a source port of its own. */
public final class UdpFlowSockets extends FlowSockets {

  /** Maximum number of replies per read. */
  private static final int BATCH = 32;

  private final RunSpec spec;
  private final TargetRoute route;
  private final DatagramReads reads = DatagramReads.inBatchesOf(BATCH);

  /** The buffer for the current probe; all flows share it. */
  private final ByteBuffer sent;

  /** The buffer for the current reply; all flows share it. */
  private final ByteBuffer reply = ByteBuffer.allocate(DatagramReads.LONGEST);

  /** Prepares the sockets. Call it on the context of the verticle that owns them. */
  public UdpFlowSockets(RunSpec spec, Context context) {
    super(context);
    this.spec = spec;
    this.route = route(spec);
    this.sent = ByteBuffer.allocate(spec.size().max());
  }

  @Override
  Future<FlowSocket> open(FlowSession session, FlowSocket.Events events) {
    return withinContext(() -> route.open(this::connect))
        .map(socket -> connected(socket, session, events));
  }

  private Future<DatagramEndpoint> connect(InetAddress address) {
    return DatagramEndpoint.connect(
        vertx(),
        spec.local().orElse(null),
        new InetSocketAddress(address, spec.target().port()),
        reads);
  }

  private FlowSocket connected(
      DatagramEndpoint socket, FlowSession session, FlowSocket.Events events) {
    socket
        .handler(datagram -> session.received(copy(datagram), System.nanoTime()))
        .batchEndHandler(events::sendable)
        .writableHandler(events::sendable)
        .exceptionHandler(events::failed);
    return new UdpFlowSocket(socket, sent);
  }

  /**
   * Copies a datagram to the shared buffer: a view of its bytes would be an object per datagram.
   */
  private ByteBuffer copy(ByteBuf datagram) {
    reply.clear().limit(datagram.readableBytes());
    datagram.readBytes(reply);
    return reply.flip();
  }

  @Override
  public void addTo(Map<String, Long> counters, Map<String, Long> gauges) {
    // A datagram socket has no connection to count.
  }

  @Override
  Future<Void> close() {
    reads.close();
    return Future.succeededFuture();
  }
}

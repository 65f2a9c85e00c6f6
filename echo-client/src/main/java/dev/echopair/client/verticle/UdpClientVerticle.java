package dev.echopair.client.verticle;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.PacedFlow;
import dev.echopair.client.flow.UdpFlowSocket;
import dev.echopair.shared.net.DatagramEndpoint;
import dev.echopair.shared.net.DatagramReads;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Callable;

/** The UDP sockets of a run, each with a source port of its own, or of a probe of the service. */
public final class UdpClientVerticle extends ClientVerticle {

  /** Replies that one read may bring. */
  private static final int BATCH = 32;

  private final DatagramReads reads = DatagramReads.inBatchesOf(BATCH);

  /** One probe, and one reply. */
  private ByteBuffer sent;

  private ByteBuffer reply;

  /** Configured as a probe of the service. */
  public UdpClientVerticle() {
    this((RunPart) null);
  }

  /** Made for a probe of the service. */
  public UdpClientVerticle(RunSpec probe) {
    super("udp", probe);
  }

  /** Made for a part of a run. */
  public UdpClientVerticle(RunPart part) {
    super("udp", part);
  }

  @Override
  void prepare(RunSpec spec) {
    sent = ByteBuffer.allocate(spec.size().max());
    reply = ByteBuffer.allocate(DatagramReads.LONGEST);
  }

  @Override
  Future<Void> open(PacedFlow flow) {
    RunSpec spec = spec();
    Callable<InetAddress> lookup = () -> InetAddress.getByName(spec.target().host());
    return vertx
        .executeBlocking(lookup, false)
        .compose(
            address ->
                DatagramEndpoint.connect(
                    vertx,
                    spec.local().orElse(null),
                    new InetSocketAddress(address, spec.target().port()),
                    reads))
        .map(
            socket -> {
              socket
                  .handler(reply -> flow.session().received(copy(reply), System.nanoTime()))
                  .batchEndHandler(() -> ready(flow))
                  .writableHandler(() -> ready(flow))
                  .exceptionHandler(failure -> failed(flow, failure));
              opened(flow, new UdpFlowSocket(socket, sent));
              return null;
            });
  }

  /** A view of the datagram's own bytes would be an object for each. */
  private ByteBuffer copy(ByteBuf datagram) {
    reply.clear().limit(datagram.readableBytes());
    datagram.readBytes(reply);
    return reply.flip();
  }

  @Override
  Future<Void> release() {
    reads.close();
    return Future.succeededFuture();
  }

  @Override
  void addTo(Map<String, Long> counters, Map<String, Long> gauges) {
    // A datagram socket has no connection to count.
  }
}

package dev.echopair.client.verticle;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.ConnectFlowSocket;
import dev.echopair.client.flow.FlowSocket;
import dev.echopair.client.flow.PacedFlow;
import dev.echopair.client.flow.ProbeFrames;
import dev.echopair.client.flow.TcpBatch;
import dev.echopair.client.flow.TcpFlowSocket;
import dev.echopair.shared.metrics.Metric;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.TcpReads;
import io.vertx.core.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;

/** The TCP and TLS connections of a run, or of a probe of the service. */
public final class TcpClientVerticle extends ClientVerticle {

  private final TcpReads reads = new TcpReads();
  private final ByteBuffer received = ByteBuffer.allocate(TcpReads.MOST);

  private TcpBatch batch;

  private NetClient client;
  private long connections;
  private long connectionsOpen;

  /** Configured as a probe of the service. */
  public TcpClientVerticle() {
    this((RunPart) null);
  }

  /** Made for a probe of the service. */
  public TcpClientVerticle(RunSpec probe) {
    super("tcp", probe);
  }

  /** Made for a part of a run. */
  public TcpClientVerticle(RunPart part) {
    super("tcp", part);
  }

  @Override
  void prepare(RunSpec spec) {
    batch = new TcpBatch(spec.size().max());
    NetClientOptions options =
        new NetClientOptions()
            .setConnectTimeout(Math.toIntExact(spec.timeout().toMillis()))
            .setTcpNoDelay(true);
    spec.local().map(InetSocketAddress::getHostString).ifPresent(options::setLocalAddress);
    client =
        vertx.createNetClient(
            spec.target().scheme() == Endpoint.Scheme.TLS ? spec.tls().applyTo(options) : options);
  }

  @Override
  Future<Void> open(PacedFlow flow) {
    if (spec().connectOnly()) {
      opened(flow, onlyConnecting(flow));
      return Future.succeededFuture();
    }
    return connect().map(socket -> connected(flow, (NetSocketInternal) socket));
  }

  /** A connection that is opened only to see how long that takes counts as any other. */
  private FlowSocket onlyConnecting(PacedFlow flow) {
    return new ConnectFlowSocket(
        flow.session(),
        () -> connect().onSuccess(socket -> connections++),
        failure -> failed(flow, failure),
        () -> ready(flow));
  }

  private Future<NetSocket> connect() {
    return client.connect(spec().target().port(), spec().target().host());
  }

  private Void connected(PacedFlow flow, NetSocketInternal socket) {
    connections++;
    connectionsOpen++;
    ProbeFrames frames = new ProbeFrames(spec().size(), received, flow.session()::received);
    frames.restart(flow.session().nextSequence());
    TcpFlowSocket opened = TcpFlowSocket.on(socket, reads, batch, frames, () -> ready(flow));
    socket.exceptionHandler(failure -> failed(flow, failure));
    socket.closeHandler(
        closed -> {
          connectionsOpen--;
          lost(flow, "the server closed the connection");
        });
    opened(flow, opened);
    return null;
  }

  @Override
  Future<Void> release() {
    return client.close();
  }

  @Override
  void addTo(Map<String, Long> counters, Map<String, Long> gauges) {
    counters.put(Metric.CONNECTIONS.busName(), connections);
    gauges.put(Metric.CONNECTIONS_OPEN.busName(), connectionsOpen);
  }
}

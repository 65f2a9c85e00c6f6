package dev.echopair.client.flow;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.measure.FlowSession;
import dev.echopair.shared.metrics.Metric;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.TcpReads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;

/** The TCP and TLS connections of the flows of one event loop. */
public final class TcpFlowSockets extends FlowSockets {

  private final RunSpec spec;
  private final NetClient client;
  private final TcpReads reads = new TcpReads();
  private final ByteBuffer received = ByteBuffer.allocate(TcpReads.MOST);
  private final TcpBatch batch;

  private long connections;
  private long connectionsOpen;

  /** Prepares the connections; call on the context of the verticle that they belong to. */
  public TcpFlowSockets(RunSpec spec, Context context) {
    super(context);
    this.spec = spec;
    this.batch = new TcpBatch(spec.size().max());
    NetClientOptions options =
        new NetClientOptions()
            .setConnectTimeout(Math.toIntExact(spec.timeout().toMillis()))
            .setTcpNoDelay(true);
    spec.local().map(InetSocketAddress::getHostString).ifPresent(options::setLocalAddress);
    this.client =
        vertx()
            .createNetClient(
                spec.target().scheme() == Endpoint.Scheme.TLS
                    ? spec.tls().applyTo(options)
                    : options);
  }

  @Override
  Future<FlowSocket> open(FlowSession session, FlowSocket.Events events) {
    if (spec.connectOnly()) {
      return Future.succeededFuture(
          new ConnectFlowSocket(
              session, () -> connect().onSuccess(socket -> connections++), events));
    }
    return connect().map(socket -> connected(socket, session, events));
  }

  private Future<NetSocket> connect() {
    return withinContext(() -> client.connect(spec.target().port(), spec.target().host()));
  }

  private FlowSocket connected(NetSocket socket, FlowSession session, FlowSocket.Events events) {
    connections++;
    connectionsOpen++;
    ProbeFrames frames = new ProbeFrames(spec.size(), received, session::received);
    frames.restart(session.nextSequence());
    FlowSocket opened = TcpFlowSocket.on(socket, reads, batch, frames, events);
    socket.exceptionHandler(events::failed);
    socket.closeHandler(
        closed -> {
          connectionsOpen--;
          events.lost("the server closed the connection");
        });
    return opened;
  }

  @Override
  public void addTo(Map<String, Long> counters, Map<String, Long> gauges) {
    counters.put(Metric.CONNECTIONS.busName(), connections);
    gauges.put(Metric.CONNECTIONS_OPEN.busName(), connectionsOpen);
  }

  @Override
  Future<Void> close() {
    return client.close();
  }
}

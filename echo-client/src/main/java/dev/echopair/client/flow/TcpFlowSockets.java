package dev.echopair.client.flow;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.measure.FlowSession;
import dev.echopair.shared.metrics.Metric;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.TargetAddresses;
import dev.echopair.shared.net.TargetRoute;
import dev.echopair.shared.net.TcpReads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;

/** The TCP and TLS connections of the flows of one event loop. */
public final class TcpFlowSockets extends FlowSockets {

  private final RunSpec spec;
  private final NetClient client;
  private final TargetRoute route;
  private final TcpReads reads = new TcpReads();
  private final ByteBuffer received = ByteBuffer.allocate(TcpReads.MOST);
  private final TcpBatch batch;

  private long connections;
  private long connectionsOpen;

  /** Prepares the connections. Call it on the context of the verticle that owns them. */
  public TcpFlowSockets(RunSpec spec, Context context) {
    super(context);
    this.spec = spec;
    this.batch = new TcpBatch(spec.size().max());
    this.route = route(spec);
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
      // The name is resolved before the first connection, so that its time is not measured.
      return withinContext(route::resolve)
          .map(
              resolved ->
                  new ConnectFlowSocket(
                      session,
                      () -> withinContext(this::connectAgain).onSuccess(socket -> connections++),
                      events));
    }
    return withinContext(() -> route.open(this::connect))
        .map(socket -> connected(socket, session, events));
  }

  private Future<NetSocket> connectAgain() {
    return route.openAgain(this::connect);
  }

  private Future<NetSocket> connect(InetAddress address) {
    return client.connect(TargetAddresses.connectOptions(spec.target(), address));
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

package dev.echopair.server.tcp;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.server.config.TcpConfig;
import dev.echopair.server.config.TlsConfig;
import dev.echopair.server.traffic.EchoCounters;
import dev.echopair.server.traffic.TrafficLog;
import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.metrics.Measurements;
import dev.echopair.shared.metrics.ReportPublisher;
import dev.echopair.shared.metrics.Reporter;
import dev.echopair.shared.net.ListenFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The TCP echo: listens, accepts, and passes each connection to its {@link TcpEngine}.
 *
 * <p>Several instances with the same host and port share one listening socket; Vert.x distributes
 * the connections round-robin to their event loops. An event-loop verticle. It uses the {@code tcp}
 * part and the shared keys of the server's configuration.
 */
public final class TcpEchoVerticle extends VerticleBase {

  /**
   * Delay between the end of the drain, when this verticle closes its open connections, and the
   * time when Vert.x closes them from another event loop. Without the delay, Vert.x could close a
   * connection first, and its reason would not be counted as the end of the drain.
   */
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

  private final EchoCounters counters = new EchoCounters();

  private ServerConfig config;
  private Admission admission;
  private OpenConnections connections;
  private TrafficLog traffic;
  private TcpEngine engine;
  private EchoEvents events;
  private ReportPublisher publisher;
  private NetServer server;
  private boolean refusalTold;

  /** Makes a verticle that reads its configuration as JSON from its deployment options. */
  public TcpEchoVerticle() {
    this(null);
  }

  /** Makes a verticle with this configuration. */
  public TcpEchoVerticle(ServerConfig config) {
    this.config = config;
  }

  @Override
  public Future<?> start() {
    config = config == null ? ServerConfig.of(config()) : config;
    admission = Admission.of(vertx);
    connections = new OpenConnections(Ticker.of(vertx), System::nanoTime, admission::leave);
    connections.closeIdleAfter(config.tcp().idleTimeout());
    traffic = new TrafficLog(vertx, "tcp", config.service().log().traffic());
    engine = engine(config.tcp());
    events = new EchoEvents(vertx, "server");
    publisher =
        new ReportPublisher(
            vertx,
            Reporter.next(vertx, "server", "tcp", Map.of()),
            config.service().metricsInterval(),
            this::measurements);
    TcpConfig tcp = config.tcp();
    server = vertx.createNetServer(options(tcp)).connectHandler(this::accept);
    server.exceptionHandler(failure -> counters.dropped.count(DropReason.CONNECTION_ERROR));
    return server
        .listen(listenPort(tcp), tcp.host())
        .recover(failure -> ListenFailure.explain("tcp", tcp.host(), tcp.port(), failure))
        .onSuccess(listening -> publisher.start());
  }

  /** Stops accepting, waits for open connections until the drain timeout, then closes them. */
  @Override
  public Future<?> stop() {
    Duration patience = config.service().drainTimeout();
    long end = vertx.setTimer(Math.max(1, patience.toMillis()), id -> connections.closeAll());
    return server
        .shutdown(patience.plus(CLOSE_GRACE).toMillis(), TimeUnit.MILLISECONDS)
        .compose(shutDown -> connections.allClosed())
        .onComplete(
            closed -> {
              vertx.cancelTimer(end);
              publisher.stop();
            });
  }

  /**
   * Applies the settings that can change while connections are open: limits, certificates, traffic
   * log, metrics interval. Call it from any thread. New certificates apply to new connections.
   */
  public Future<Void> reconfigure(ServerConfig changed) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> apply(changed).onComplete(done));
    return done.future();
  }

  private Future<Void> apply(ServerConfig changed) {
    boolean secured = config.tcp().tls().isPresent() && changed.tcp().tls().isPresent();
    config = changed;
    connections.closeIdleAfter(changed.tcp().idleTimeout());
    traffic.enable(changed.service().log().traffic());
    publisher.changeInterval(changed.service().metricsInterval());
    if (!secured) {
      return Future.succeededFuture();
    }
    // Reads the files again even if the paths are the same: this renews certificates.
    return server.updateSSLOptions(options(changed.tcp()).getSslOptions(), true).mapEmpty();
  }

  /** Returns the bound port; call it after the start. */
  public int actualPort() {
    return server.actualPort();
  }

  /**
   * Returns the port for {@code listen}. Vert.x gives each server on port 0 its own free port, but
   * servers on the same negative port share one free port. All instances of one deployment must
   * share a port; different deployments must not.
   */
  private int listenPort(TcpConfig tcp) {
    return tcp.port() == 0 ? -1 - (deploymentID().hashCode() & 0x3fffffff) : tcp.port();
  }

  private TcpEngine engine(TcpConfig tcp) {
    TcpEcho echo = new TcpEcho(connections, counters, traffic);
    return tcp.isNetSocket() ? new NetSocketEngine(echo) : new DirectTcpEngine(echo);
  }

  private static NetServerOptions options(TcpConfig tcp) {
    NetServerOptions options =
        new NetServerOptions()
            .setAcceptBacklog(tcp.backlog())
            .setTcpNoDelay(true)
            .setReuseAddress(true);
    if (tcp.isNetSocket() && !tcp.idleTimeout().isZero()) {
      options.setIdleTimeout(NetSocketEngine.forcedCloseSeconds(tcp.idleTimeout()));
    }
    tcp.tls().ifPresent(tls -> secure(options, tls));
    return options;
  }

  private static void secure(NetServerOptions options, TlsConfig tls) {
    options
        .setSsl(true)
        .setKeyCertOptions(
            new PemKeyCertOptions().addCertPath(tls.certificate()).addKeyPath(tls.key()));
    tls.clientCa()
        .ifPresent(
            ca ->
                options
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setTrustOptions(new PemTrustOptions().addCertPath(ca)));
  }

  private void accept(NetSocket socket) {
    if (!admission.tryEnter(config.tcp().maxConnections())) {
      refuse(socket);
      return;
    }
    counters.connections++;
    engine.echo(socket);
  }

  private void refuse(NetSocket socket) {
    counters.dropped.count(DropReason.CONNECTION_LIMIT);
    socket.close();
    // One event per interval: many refused connections must not cause as many events.
    if (!refusalTold) {
      refusalTold = true;
      int limit = config.tcp().maxConnections();
      events.publish(
          EchoEvents.CONNECTION_REFUSED,
          "refusing connections: %d are open, the limit of tcp.maxConnections".formatted(limit),
          new JsonObject().put("limit", limit).put("reason", DropReason.CONNECTION_LIMIT.label()));
    }
  }

  private Measurements measurements() {
    refusalTold = false;
    return counters.tcpMeasurements(connections.size());
  }
}

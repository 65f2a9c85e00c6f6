package dev.echopair.server.udp;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.server.config.UdpConfig;
import dev.echopair.server.traffic.EchoCounters;
import dev.echopair.server.traffic.TrafficLog;
import dev.echopair.shared.metrics.ReportPublisher;
import dev.echopair.shared.metrics.Reporter;
import dev.echopair.shared.net.ListenAddresses;
import dev.echopair.shared.net.ListenFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * The UDP echo (RFC 862): sends every datagram back to its sender unchanged, from the address that
 * the datagram was sent to.
 *
 * <p>Several instances share one port if the transport supports SO_REUSEPORT; the kernel
 * distributes the senders over their sockets. An event-loop verticle. It uses the {@code udp} part
 * and the shared keys of the server's configuration.
 */
public final class UdpEchoVerticle extends VerticleBase {

  private final EchoCounters counters = new EchoCounters();

  private ServerConfig config;
  private TrafficLog traffic;
  private UdpEcho echo;
  private UdpEngine engine;
  private ReportPublisher publisher;
  private int port;

  /** Makes a verticle that reads its configuration as JSON from its deployment options. */
  public UdpEchoVerticle() {
    this(null);
  }

  /** Makes a verticle with this configuration. */
  public UdpEchoVerticle(ServerConfig config) {
    this.config = config;
  }

  @Override
  public Future<?> start() {
    config = config == null ? ServerConfig.of(config()) : config;
    UdpConfig udp = config.udp();
    port = udp.port();
    traffic = new TrafficLog(vertx, "udp", config.service().log().traffic());
    echo = new UdpEcho(udp.maxDatagramSize(), counters, traffic);
    engine =
        udp.isDatagramSocket()
            ? new DatagramSocketEngine(vertx, echo)
            : new BatchedUdpEngine(vertx, echo);
    publisher =
        new ReportPublisher(
            vertx,
            Reporter.next(vertx, "server", "udp", Map.of()),
            config.service().metricsInterval(),
            counters::udpMeasurements);
    return ListenAddresses.resolve(vertx, udp.host())
        .compose(address -> ListenAddresses.forDatagrams(vertx, address))
        .compose(this::listen)
        .recover(failure -> ListenFailure.explain("udp", udp.host(), udp.port(), failure))
        .onSuccess(listening -> publisher.start());
  }

  /** Answers the datagrams that were read, then closes; the port is free on completion. */
  @Override
  public Future<?> stop() {
    return engine.close().eventually(this::nextTurn).onComplete(closed -> publisher.stop());
  }

  /** Waits for one turn: NIO releases a closed socket only when its selector selects again. */
  private Future<Void> nextTurn() {
    Promise<Void> turned = Promise.promise();
    vertx.setTimer(1, timer -> turned.complete());
    return turned.future();
  }

  /**
   * Applies the settings that can change while the socket is open: size limit, traffic log, metrics
   * interval. Call it from any thread.
   */
  public Future<Void> reconfigure(ServerConfig changed) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          echo.limit(changed.udp().maxDatagramSize());
          traffic.enable(changed.service().log().traffic());
          publisher.changeInterval(changed.service().metricsInterval());
          done.complete();
        });
    return done.future();
  }

  /** Returns the bound port; call it after the start. */
  public int actualPort() {
    return port;
  }

  private Future<Void> listen(List<InetAddress> addresses) {
    boolean shared = addresses.size() > 1 || config.udp().instances() > 1;
    Future<Void> done = Future.succeededFuture();
    for (InetAddress address : addresses) {
      // One after the other: if the port is 0, the first socket determines it for the others.
      done = done.compose(v -> listen(address, shared));
    }
    return done;
  }

  private Future<Void> listen(InetAddress address, boolean shared) {
    return engine
        .listen(address, port, shared)
        .map(
            bound -> {
              port = bound;
              echo.listeningOn(bound);
              return null;
            });
  }
}

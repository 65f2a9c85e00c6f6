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
 * The UDP echo (RFC 862): every datagram goes back unchanged to its sender, from the address that
 * it was sent to.
 *
 * <p>Several instances share one port where the transport can (SO_REUSEPORT): the kernel spreads
 * the senders over their sockets. An event-loop verticle; reads the server's configuration, of
 * which the {@code udp} part and the shared keys concern it.
 */
public final class UdpEchoVerticle extends VerticleBase {

  private final EchoCounters counters = new EchoCounters();

  private ServerConfig config;
  private TrafficLog traffic;
  private UdpEcho echo;
  private UdpEngine engine;
  private ReportPublisher publisher;
  private int port;

  /** Configured with JSON at its deployment. */
  public UdpEchoVerticle() {
    this(null);
  }

  /** Made with its configuration. */
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

  /** Answers what has been received, then closes; the port is free when this is done. */
  @Override
  public Future<?> stop() {
    return engine.close().eventually(this::nextTurn).onComplete(closed -> publisher.stop());
  }

  /** NIO gives a closed socket back to the system only when its selector selects again. */
  private Future<Void> nextTurn() {
    Promise<Void> turned = Promise.promise();
    vertx.setTimer(1, timer -> turned.complete());
    return turned.future();
  }

  /** Applies what can change while the socket is open: limit, log, interval; from any thread. */
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

  /** The port that is listened on, once started. */
  public int actualPort() {
    return port;
  }

  private Future<Void> listen(List<InetAddress> addresses) {
    boolean shared = addresses.size() > 1 || config.udp().instances() > 1;
    Future<Void> done = Future.succeededFuture();
    for (InetAddress address : addresses) {
      // One after the other: the first finds out the port when it is to be a free one.
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

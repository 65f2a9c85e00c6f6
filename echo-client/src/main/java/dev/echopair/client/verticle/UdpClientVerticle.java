package dev.echopair.client.verticle;

import dev.echopair.client.config.ProbeConfig;
import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.client.exchange.ExchangeFailure;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.metrics.ReportPublisher;
import dev.echopair.shared.metrics.Reporter;
import dev.echopair.shared.net.DatagramEndpoint;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Probes one UDP target at its interval, for as long as it is deployed.
 *
 * <p>An event-loop verticle; reads the configuration of the probe service, of which the first probe
 * and the shared keys concern it.
 */
public final class UdpClientVerticle extends VerticleBase {

  private final ProbeCounters counters = new ProbeCounters();
  private final Backoff backoff = new Backoff(new SecureRandom());

  private ProbeConfig probe;
  private ProbeSession session;
  private ProbeSchedule schedule;
  private TargetState state;
  private ReportPublisher publisher;
  private DatagramEndpoint socket;
  private boolean stopped;

  @Override
  public Future<?> start() {
    ProbeServiceConfig config = ProbeServiceConfig.of(config());
    probe = config.probes().get(0);
    state = new TargetState(new EchoEvents(vertx, "client"), probe);
    session =
        new ProbeSession(
            new SecureRandom().nextLong(),
            probe.size(),
            probe.interval(),
            probe.timeout(),
            counters);
    schedule =
        new ProbeSchedule(
            vertx,
            probe.interval(),
            probe.timeout(),
            this::due,
            missed -> counters.unsent += missed);
    publisher =
        new ReportPublisher(
            vertx,
            Reporter.next(
                vertx,
                "client",
                "udp",
                Map.of("probe", probe.name(), "target", probe.target().toString())),
            config.service().metricsInterval(),
            () -> counters.measurements(false, session.inFlight()));
    publisher.start();
    schedule.start();
    open();
    return Future.succeededFuture();
  }

  /** Waits for the answers that are under way, as long as a probe waits for its own. */
  @Override
  public Future<?> stop() {
    stopped = true;
    schedule.stop();
    return Settling.await(vertx, () -> session.inFlight() == 0, probe.timeout())
        .compose(
            settled -> {
              session.giveUpAll();
              publisher.stop();
              return socket == null ? Future.succeededFuture() : socket.close();
            });
  }

  private void open() {
    Callable<InetAddress> lookup = () -> InetAddress.getByName(probe.target().host());
    vertx
        .executeBlocking(lookup, false)
        .compose(
            address ->
                DatagramEndpoint.connect(
                    vertx, null, new InetSocketAddress(address, probe.target().port())))
        .onComplete(this::opened, this::openFailed);
  }

  private void opened(DatagramEndpoint endpoint) {
    if (stopped) {
      endpoint.close();
      return;
    }
    backoff.reset();
    socket = endpoint.handler(this::received).exceptionHandler(this::failed);
  }

  private void openFailed(Throwable failure) {
    state.failed(ExchangeFailure.reason(failure));
    if (!stopped) {
      vertx.setTimer(backoff.next(), id -> open());
    }
  }

  private void due(long intendedNanos) {
    long now = System.nanoTime();
    if (session.expire(now) > 0) {
      state.failed("no answer in time");
    }
    if (socket == null) {
      counters.unsent++;
      return;
    }
    socket.send(session.next(intendedNanos, now)).onFailure(this::failed);
  }

  private void received(ByteBuf datagram) {
    if (session.received(datagram, System.nanoTime())) {
      state.answered(session.answeredSentNanos());
    }
  }

  private void failed(Throwable failure) {
    if (failure instanceof PortUnreachableException) {
      counters.refused++;
    }
    state.failed(ExchangeFailure.reason(failure));
  }
}

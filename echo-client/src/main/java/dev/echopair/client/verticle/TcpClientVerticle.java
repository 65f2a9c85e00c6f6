package dev.echopair.client.verticle;

import dev.echopair.client.config.ProbeConfig;
import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.client.exchange.ExchangeFailure;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.metrics.ReportPublisher;
import dev.echopair.shared.metrics.Reporter;
import dev.echopair.shared.net.EndOfInput;
import dev.echopair.shared.net.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.security.SecureRandom;
import java.util.Map;

/**
 * Probes one TCP or TLS target at its interval on one connection, for as long as it is deployed;
 * connects again, with back-off, when the server goes away.
 *
 * <p>An event-loop verticle; reads the configuration of the probe service, of which the first probe
 * and the shared keys concern it.
 */
public final class TcpClientVerticle extends VerticleBase {

  private final ProbeCounters counters = new ProbeCounters();
  private final Backoff backoff = new Backoff(new SecureRandom());

  private ProbeConfig probe;
  private ProbeSession session;
  private ProbeSchedule schedule;
  private ProbeFrames frames;
  private TargetState state;
  private ReportPublisher publisher;
  private NetClient client;
  private NetSocketInternal socket;
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
    frames = new ProbeFrames(probe.size(), this::received);
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
                "tcp",
                Map.of("probe", probe.name(), "target", probe.target().toString())),
            config.service().metricsInterval(),
            () -> counters.measurements(true, session.inFlight()));
    client = vertx.createNetClient(options());
    publisher.start();
    connect();
    schedule.start();
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
              frames.reset();
              return client.close();
            });
  }

  private NetClientOptions options() {
    NetClientOptions options =
        new NetClientOptions()
            .setConnectTimeout(Math.toIntExact(probe.timeout().toMillis()))
            .setTcpNoDelay(true);
    return probe.target().scheme() == Endpoint.Scheme.TLS ? probe.tls().applyTo(options) : options;
  }

  private void connect() {
    client
        .connect(probe.target().port(), probe.target().host())
        .onComplete(this::connected, this::disconnected);
  }

  private void connected(NetSocket connection) {
    socket = (NetSocketInternal) connection;
    EndOfInput.deliverOn(socket);
    socket.messageHandler(this::read);
    socket.exceptionHandler(failure -> state.failed(ExchangeFailure.reason(failure)));
    socket.closeHandler(
        closed -> {
          counters.connectionsOpen--;
          disconnected(new ExchangeFailure("the server closed the connection"));
        });
    counters.connections++;
    counters.connectionsOpen++;
    backoff.reset();
  }

  private void disconnected(Throwable failure) {
    socket = null;
    frames.reset();
    session.giveUpAll();
    if (!stopped) {
      state.failed(ExchangeFailure.reason(failure));
      vertx.setTimer(backoff.next(), id -> reconnect());
    }
  }

  private void reconnect() {
    if (!stopped) {
      connect();
    }
  }

  private void due(long intendedNanos) {
    long now = System.nanoTime();
    if (session.expire(now) > 0) {
      state.failed("no answer in time");
    }
    // What a peer that does not read would let pile up here is not sent at all.
    if (socket == null || socket.writeQueueFull()) {
      counters.unsent++;
      return;
    }
    socket.writeMessage(session.next(intendedNanos, now));
  }

  private void read(Object message) {
    if (message instanceof ByteBuf data) {
      frames.add(data);
    } else if (message == EndOfInput.MESSAGE) {
      socket.close();
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void received(ByteBuf reply) {
    if (session.received(reply, System.nanoTime())) {
      state.answered(session.answeredSentNanos());
    }
  }
}

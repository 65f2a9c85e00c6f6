package dev.echopair.client.exchange;

import dev.echopair.client.config.TlsTrust;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Some exchanges with an echo inside this process, ahead of one that is timed for people: a young
 * JVM loads and interprets everything on the way of the first message, which takes 100 ms and more
 * that no network has to answer for.
 */
public final class Rehearsal {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int ROUNDS = 20;
  private static final long PATIENCE_MS = 1_000;

  private Rehearsal() {}

  /** Rehearses; never fails, as what it is for works without it, too. */
  public static Future<Void> of(Vertx vertx, Endpoint.Scheme scheme) {
    Future<Void> rehearsed = scheme == Endpoint.Scheme.UDP ? datagrams(vertx) : stream(vertx);
    return rehearsed.timeout(PATIENCE_MS, TimeUnit.MILLISECONDS).otherwiseEmpty();
  }

  private static Future<Void> stream(Vertx vertx) {
    NetServer echo =
        vertx.createNetServer().connectHandler(socket -> socket.handler(socket::write));
    return echo.listen(0, LOOPBACK)
        .compose(listening -> exchange(vertx, Endpoint.Scheme.TCP, echo.actualPort()))
        .eventually(echo::close);
  }

  private static Future<Void> datagrams(Vertx vertx) {
    DatagramSocket echo = vertx.createDatagramSocket();
    echo.handler(
        packet -> echo.send(packet.data(), packet.sender().port(), packet.sender().host()));
    return echo.listen(0, LOOPBACK)
        .compose(listening -> exchange(vertx, Endpoint.Scheme.UDP, listening.localAddress().port()))
        .eventually(echo::close);
  }

  private static Future<Void> exchange(Vertx vertx, Endpoint.Scheme scheme, int port) {
    Duration patience = Duration.ofMillis(PATIENCE_MS);
    ExchangeOptions options =
        new ExchangeOptions(null, patience, TlsTrust.PLATFORM, Narrator.SILENT);
    return Exchanges.open(vertx, new Endpoint(scheme, LOOPBACK, port), options)
        .compose(
            exchange -> {
              Future<?> rounds = Future.succeededFuture();
              for (int i = 0; i < ROUNDS; i++) {
                rounds =
                    rounds.compose(before -> exchange.send(Buffer.buffer("rehearsal"), patience));
              }
              return rounds.eventually(exchange::close).mapEmpty();
            });
  }
}

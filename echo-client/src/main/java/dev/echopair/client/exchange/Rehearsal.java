package dev.echopair.client.exchange;

import dev.echopair.client.config.TlsTrust;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.LoopbackEcho;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Warms up the JVM with some exchanges with an echo inside this process, before the exchange whose
 * round-trip time is shown. Without the warm-up the JVM loads and interprets its classes during the
 * first message: this takes 100 ms and more, and the network is not the cause.
 */
public final class Rehearsal {

  private static final int ROUNDS = 20;
  private static final long PATIENCE_MS = 1_000;

  private Rehearsal() {}

  /** Runs the warm-up. Never fails, because an exchange works without it, too. */
  public static Future<Void> of(Vertx vertx, Endpoint.Scheme scheme) {
    return LoopbackEcho.during(vertx, scheme, echo -> exchange(vertx, echo))
        .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
        .otherwiseEmpty();
  }

  private static Future<Void> exchange(Vertx vertx, Endpoint echo) {
    Duration patience = Duration.ofMillis(PATIENCE_MS);
    ExchangeOptions options =
        new ExchangeOptions(null, patience, TlsTrust.PLATFORM, Narrator.SILENT);
    return Exchanges.open(vertx, echo, options)
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

package dev.echopair.client.verticle;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits, at a stop, for the probes that are still under way. */
final class Settling {

  private static final long LOOK_MS = 5;

  private Settling() {}

  /**
   * Waits on the caller's event loop.
   *
   * @param settled whether nothing is waited for any more
   * @param patience how long at most
   * @return done when it is settled or the time is over
   */
  static Future<Void> await(Vertx vertx, BooleanSupplier settled, Duration patience) {
    if (settled.getAsBoolean()) {
      return Future.succeededFuture();
    }
    Promise<Void> done = Promise.promise();
    long deadline = System.nanoTime() + patience.toNanos();
    vertx.setPeriodic(
        LOOK_MS,
        timer -> {
          if (settled.getAsBoolean() || System.nanoTime() - deadline >= 0) {
            vertx.cancelTimer(timer);
            done.complete();
          }
        });
    return done.future();
  }
}

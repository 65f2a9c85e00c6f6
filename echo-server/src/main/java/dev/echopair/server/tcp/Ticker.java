package dev.echopair.server.tcp;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Runs a step periodically on the event loop. */
interface Ticker {

  /**
   * Runs a step at an interval until it is stopped.
   *
   * @param interval time between two runs, at least 1 ms
   * @return stops the repetition
   */
  Runnable every(Duration interval, Runnable step);

  /** Returns a ticker that uses the timers of Vert.x on the caller's context. */
  static Ticker of(Vertx vertx) {
    return (interval, step) -> {
      long timer = vertx.setPeriodic(Math.max(1, interval.toMillis()), id -> step.run());
      return () -> vertx.cancelTimer(timer);
    };
  }
}

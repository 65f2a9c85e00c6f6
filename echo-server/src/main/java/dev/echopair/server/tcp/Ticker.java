package dev.echopair.server.tcp;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Repeats a step on the event loop. */
interface Ticker {

  /**
   * Begins to repeat a step.
   *
   * @param interval the time from one step to the next, 1 ms at least
   * @return what ends it
   */
  Runnable every(Duration interval, Runnable step);

  /** The timers of Vert.x, on the context of the caller. */
  static Ticker of(Vertx vertx) {
    return (interval, step) -> {
      long timer = vertx.setPeriodic(Math.max(1, interval.toMillis()), id -> step.run());
      return () -> vertx.cancelTimer(timer);
    };
  }
}

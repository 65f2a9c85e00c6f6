package dev.echopair.client.verticle;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * An open loop: calls at fixed times, whatever happens in between. A call that could not be made in
 * time is made late, with the time that was meant, so that its lateness can be counted. Lives on
 * the event loop of the context that starts it.
 */
final class ProbeSchedule {

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final long intervalNanos;
  private final long patienceNanos;
  private final LongConsumer due;
  private final LongConsumer missed;

  private long next;
  private long timer = NO_TIMER;

  /**
   * Prepares a schedule.
   *
   * @param patience how late a call may be; what is later is not made but counted
   * @param due takes each intended time, by {@link System#nanoTime()}
   * @param missed takes how many calls were too late to be made, as after the machine slept
   */
  ProbeSchedule(
      Vertx vertx, Duration interval, Duration patience, LongConsumer due, LongConsumer missed) {
    this.vertx = vertx;
    this.intervalNanos = interval.toNanos();
    this.patienceNanos = Math.max(patience.toNanos(), intervalNanos);
    this.due = due;
    this.missed = missed;
  }

  void start() {
    next = System.nanoTime();
    tick();
  }

  void stop() {
    vertx.cancelTimer(timer);
    timer = NO_TIMER;
  }

  private void tick() {
    long now = System.nanoTime();
    long tooLate = (now - next - patienceNanos) / intervalNanos;
    if (tooLate > 0) {
      next += tooLate * intervalNanos;
      missed.accept(tooLate);
    }
    while (next - now <= 0) {
      due.accept(next);
      next += intervalNanos;
    }
    long millis = (next - System.nanoTime() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    timer = vertx.setTimer(Math.max(1, millis), id -> tick());
  }
}

package dev.echopair.server;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Closes connections on which nothing has moved for a time-out, and at most a sixteenth of it
 * longer: looks at all of them that often, so that the echo itself reads no clock and sets no
 * timer. Lives on one event loop.
 */
final class IdleConnections {

  private static final int LOOKS = 16;

  private final Vertx vertx;
  private final long timeoutNanos;
  private final long periodMs;

  /** When each was last seen to have moved, by {@link System#nanoTime()}. */
  private final Map<TcpEchoConnection, Long> lastMoved = new HashMap<>();

  private long timer;

  /**
   * Prepares the watch.
   *
   * @param timeout zero for never
   */
  IdleConnections(Vertx vertx, Duration timeout) {
    this.vertx = vertx;
    this.timeoutNanos = timeout.toNanos();
    this.periodMs = Math.max(1, timeout.toMillis() / LOOKS);
  }

  void add(TcpEchoConnection connection) {
    if (timeoutNanos == 0) {
      return;
    }
    if (lastMoved.isEmpty()) {
      timer = vertx.setPeriodic(periodMs, id -> look());
    }
    lastMoved.put(connection, System.nanoTime());
  }

  void remove(TcpEchoConnection connection) {
    if (lastMoved.remove(connection) != null && lastMoved.isEmpty()) {
      vertx.cancelTimer(timer);
    }
  }

  private void look() {
    long now = System.nanoTime();
    Iterator<Map.Entry<TcpEchoConnection, Long>> each = lastMoved.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<TcpEchoConnection, Long> entry = each.next();
      if (entry.getKey().hasMoved()) {
        entry.setValue(now);
      } else if (now - entry.getValue() >= timeoutNanos) {
        each.remove();
        entry.getKey().closeIdle();
      }
    }
    if (lastMoved.isEmpty()) {
      vertx.cancelTimer(timer);
    }
  }
}

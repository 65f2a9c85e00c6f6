package dev.echopair.server.tcp;

import dev.echopair.shared.metrics.DropReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The open connections of one TCP verticle. Closes idle connections, and all connections at the end
 * of the drain. Lives on the verticle's event loop.
 *
 * <p>A connection without traffic is closed after the idle timeout, at most a sixteenth of the
 * timeout later: a timer checks all connections at that interval, so that the echo itself reads no
 * clock and sets no timer.
 */
final class OpenConnections {

  private static final int LOOKS = 16;

  private final Ticker ticker;
  private final LongSupplier nanoClock;
  private final Runnable left;
  private final Map<EchoConnection, Activity> open = new LinkedHashMap<>();

  private long idleNanos;
  private Runnable stopLooking = () -> {};
  private Promise<Void> empty;

  /**
   * Makes the set.
   *
   * @param ticker the timers of the event loop
   * @param nanoClock the time in nanoseconds, normally {@link System#nanoTime()}
   * @param left called when a connection is closed
   */
  OpenConnections(Ticker ticker, LongSupplier nanoClock, Runnable left) {
    this.ticker = ticker;
    this.nanoClock = nanoClock;
    this.left = left;
  }

  /** Sets the idle timeout of the connections; zero for none. */
  void closeIdleAfter(Duration timeout) {
    stopLooking.run();
    idleNanos = timeout.toNanos();
    stopLooking =
        timeout.isZero() ? () -> {} : ticker.every(timeout.dividedBy(LOOKS), this::closeIdle);
  }

  private void closeIdle() {
    long now = nanoClock.getAsLong();
    open.forEach((connection, activity) -> activity.look(connection.progress(), now));
    List<EchoConnection> idle =
        open.entrySet().stream()
            .filter(each -> now - each.getValue().movedNanos >= idleNanos)
            .map(Map.Entry::getKey)
            .toList();
    idle.forEach(each -> each.close(DropReason.IDLE_TIMEOUT));
  }

  int size() {
    return open.size();
  }

  void add(EchoConnection connection) {
    open.put(connection, new Activity(connection.progress(), nanoClock.getAsLong()));
  }

  /** Removes a connection that is closed. */
  void remove(EchoConnection connection) {
    open.remove(connection);
    left.run();
    completeWhenEmpty();
  }

  /** Returns a future that completes when no connection is open. */
  Future<Void> allClosed() {
    empty = Promise.promise();
    completeWhenEmpty();
    return empty.future();
  }

  /** Closes all open connections at the end of the drain. */
  void closeAll() {
    List.copyOf(open.keySet()).forEach(each -> each.close(DropReason.DRAIN_TIMEOUT));
  }

  private void completeWhenEmpty() {
    if (empty != null && open.isEmpty()) {
      empty.tryComplete();
    }
  }

  /** The progress of a connection at the last check, and when it last changed. */
  private static final class Activity {

    private long progress;
    private long movedNanos;

    Activity(long progress, long nowNanos) {
      this.progress = progress;
      this.movedNanos = nowNanos;
    }

    void look(long newProgress, long nowNanos) {
      if (newProgress != progress) {
        progress = newProgress;
        movedNanos = nowNanos;
      }
    }
  }
}

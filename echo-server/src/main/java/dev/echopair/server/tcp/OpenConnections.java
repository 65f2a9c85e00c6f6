package dev.echopair.server.tcp;

import dev.echopair.shared.metrics.DropReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections of one TCP verticle that are open, and what closes those that have to go. Lives
 * on the verticle's event loop.
 *
 * <p>A connection on which nothing has moved for the idle time-out is closed, at most a sixteenth
 * of it later: all are looked at that often, so that the echo itself reads no clock and sets no
 * timer.
 */
final class OpenConnections {

  private static final int LOOKS = 16;
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Runnable left;
  private final Set<TcpEchoConnection> open = new LinkedHashSet<>();

  private long idleNanos;
  private long timer = NO_TIMER;
  private Promise<Void> empty;

  /**
   * Makes the set.
   *
   * @param left called whenever a connection has been closed
   */
  OpenConnections(Vertx vertx, Runnable left) {
    this.vertx = vertx;
    this.left = left;
  }

  /** Sets the time after which an idle connection is closed; zero for never. */
  void closeIdleAfter(Duration timeout) {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
    idleNanos = timeout.toNanos();
    if (idleNanos > 0) {
      timer = vertx.setPeriodic(Math.max(1, timeout.toMillis() / LOOKS), id -> closeIdle());
    }
  }

  private void closeIdle() {
    long now = System.nanoTime();
    List<TcpEchoConnection> idle =
        open.stream().filter(each -> now - each.lastMoved(now) >= idleNanos).toList();
    idle.forEach(each -> each.close(DropReason.IDLE_TIMEOUT));
  }

  int size() {
    return open.size();
  }

  void add(TcpEchoConnection connection) {
    open.add(connection);
  }

  void remove(TcpEchoConnection connection) {
    open.remove(connection);
    left.run();
    tellEmpty();
  }

  /** Done when none is open any more. */
  Future<Void> allClosed() {
    empty = Promise.promise();
    tellEmpty();
    return empty.future();
  }

  /** Closes those that are open, because the time to finish is over. */
  void closeAll() {
    List.copyOf(open).forEach(each -> each.close(DropReason.DRAIN_TIMEOUT));
  }

  private void tellEmpty() {
    if (empty != null && open.isEmpty()) {
      empty.tryComplete();
    }
  }
}

package dev.echopair.client.flow;

import dev.echopair.client.measure.Stall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Detects stalls of an event loop: sets a timer every {@value #PERIOD_MS} ms and measures the delay
 * of the timer. A stall can be caused by this program, its garbage collector or the scheduler of
 * the operating system. A stall also delays the sends and reads of this client. Lives on that loop.
 */
public final class StallMonitor {

  /** The shortest stall that is recorded. */
  static final long SHORTEST_NANOS = 1_000_000;

  private static final int PERIOD_MS = 2;
  private static final long PERIOD_NANOS = PERIOD_MS * 1_000_000L;

  /** Maximum number of stalls that are recorded between two calls of {@link #drain}. */
  private static final int MAX_LISTED = 1_000;

  private final Loop loop;
  private final LongSupplier clock;
  private final Runnable look = this::look;

  private List<Stall> stalls = new ArrayList<>();
  private long expected;
  private Loop.Timer timer;

  /**
   * Makes a monitor.
   *
   * @param clock time in nanoseconds, as {@link System#nanoTime()}
   */
  public StallMonitor(Loop loop, LongSupplier clock) {
    this.loop = loop;
    this.clock = clock;
  }

  /** Starts the timer. Call it on the loop. */
  public void start() {
    expectNext(clock.getAsLong());
  }

  /** Stops the timer. Call it on the loop. */
  public void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /** Returns the stalls since the last call, at most the first {@value #MAX_LISTED}. */
  public List<Stall> drain() {
    List<Stall> drained = stalls;
    stalls = new ArrayList<>();
    return drained;
  }

  private void look() {
    long now = clock.getAsLong();
    if (now - expected >= SHORTEST_NANOS && stalls.size() < MAX_LISTED) {
      stalls.add(new Stall("event loop", expected, now));
    }
    expectNext(now);
  }

  private void expectNext(long nowNanos) {
    expected = nowNanos + PERIOD_NANOS;
    timer = loop.schedule(look, PERIOD_NANOS);
  }
}

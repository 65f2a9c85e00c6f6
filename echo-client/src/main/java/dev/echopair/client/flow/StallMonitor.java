package dev.echopair.client.flow;

import dev.echopair.client.measure.Stall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Notices when an event loop stands still: asks to be called every {@value #PERIOD_MS} ms and sees
 * how much later it is. A stall, be it by this program, its garbage collector or the scheduler of
 * the machine, also delays what this client sends and reads. Lives on that loop.
 */
public final class StallMonitor {

  /** The shortest stall that is noted. */
  static final long SHORTEST_NANOS = 1_000_000;

  private static final int PERIOD_MS = 2;
  private static final long PERIOD_NANOS = PERIOD_MS * 1_000_000L;

  /** Stalls between two calls of {@link #drain} beyond which no more are noted. */
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
   * @param clock in nanoseconds, as {@link System#nanoTime()}
   */
  public StallMonitor(Loop loop, LongSupplier clock) {
    this.loop = loop;
    this.clock = clock;
  }

  /** Starts to look; call on the loop. */
  public void start() {
    expectNext(clock.getAsLong());
  }

  /** Looks no more; call on the loop. */
  public void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /** Hands out the stalls since the last call, the first {@value #MAX_LISTED} of them. */
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

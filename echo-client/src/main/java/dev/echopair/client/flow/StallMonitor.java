package dev.echopair.client.flow;

import dev.echopair.client.measure.Stall;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Notices when an event loop stands still: asks to be called every {@value #PERIOD_MS} ms and sees
 * how much later it is. What holds the loop up, be it this program, its garbage collector or the
 * machine's scheduler, also delays what this client sends and reads. Lives on that loop.
 */
public final class StallMonitor {

  /** The shortest stall that is noted. */
  static final long SHORTEST_NANOS = 1_000_000;

  private static final int PERIOD_MS = 2;
  private static final long PERIOD_NANOS = PERIOD_MS * 1_000_000L;

  /** Stalls between two reports beyond which no more are noted. */
  private static final int MAX_LISTED = 1_000;

  private final EventLoop loop;
  private List<Stall> stalls = new ArrayList<>();
  private long expected;
  private ScheduledFuture<?> timer;

  public StallMonitor(EventLoop loop) {
    this.loop = loop;
  }

  public void start() {
    expected = System.nanoTime() + PERIOD_NANOS;
    timer =
        loop.scheduleWithFixedDelay(this::look, PERIOD_NANOS, PERIOD_NANOS, TimeUnit.NANOSECONDS);
  }

  public void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** The stalls since the last call, the first {@value #MAX_LISTED} of them. */
  public List<Stall> drain() {
    List<Stall> drained = stalls;
    stalls = new ArrayList<>();
    return drained;
  }

  private void look() {
    long now = System.nanoTime();
    if (now - expected >= SHORTEST_NANOS && stalls.size() < MAX_LISTED) {
      stalls.add(new Stall("event loop", expected, now));
    }
    expected = now + PERIOD_NANOS;
  }
}

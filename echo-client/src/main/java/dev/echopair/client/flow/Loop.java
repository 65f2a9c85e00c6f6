package dev.echopair.client.flow;

import dev.echopair.shared.internals.EventLoopContext;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The event loop that flows live on, reduced to what pacing needs, so that tests can put a loop of
 * their own in its place. Its methods are called on the loop, and its tasks run there.
 */
public interface Loop {

  /** Runs a task after what the loop reads in this turn. */
  void execute(Runnable task);

  /**
   * Runs a task once, after a delay.
   *
   * @param delayNanos 0 for the next turn, after the loop has looked for what there is to read
   */
  Timer schedule(Runnable task, long delayNanos);

  /** The event loop of a context. */
  static Loop of(Context context) {
    EventLoop loop = EventLoopContext.of(context).eventLoop();
    return new Loop() {

      @Override
      public void execute(Runnable task) {
        loop.execute(task);
      }

      @Override
      public Timer schedule(Runnable task, long delayNanos) {
        Future<?> scheduled = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
      }
    };
  }

  /** A task that waits for its time. */
  interface Timer {

    /** Keeps the task from running; does nothing when it has run. */
    void cancel();
  }
}

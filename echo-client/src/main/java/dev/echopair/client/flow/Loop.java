package dev.echopair.client.flow;

import dev.echopair.shared.internals.EventLoopContext;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The event loop of the flows, reduced to the methods that pacing needs, so that tests can replace
 * it. The methods are called on the loop, and the tasks run on the loop.
 */
public interface Loop {

  /** Runs a task after the reads of this turn of the loop. */
  void execute(Runnable task);

  /**
   * Runs a task once, after a delay.
   *
   * @param delayNanos the delay in nanoseconds; 0 for the next turn, after the loop has read its
   *     sockets
   */
  Timer schedule(Runnable task, long delayNanos);

  /** Returns the event loop of a context. */
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

  /** A scheduled task. */
  interface Timer {

    /** Cancels the task; has no effect after the task has run. */
    void cancel();
  }
}

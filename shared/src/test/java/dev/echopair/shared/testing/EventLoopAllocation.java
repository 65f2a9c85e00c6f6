package dev.echopair.shared.testing;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;

/** Counts the bytes that one thread allocates: the only one of a Vert.x with one event loop. */
public final class EventLoopAllocation {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final long thread;

  private EventLoopAllocation(long thread) {
    this.thread = thread;
  }

  /** Of the event loop of a Vert.x that has one. */
  public static EventLoopAllocation of(Vertx vertx) {
    CompletableFuture<Long> thread = new CompletableFuture<>();
    vertx.runOnContext(v -> thread.complete(Thread.currentThread().getId()));
    return new EventLoopAllocation(thread.join());
  }

  /** Bytes since the thread was started. */
  public long bytes() {
    return THREADS.getThreadAllocatedBytes(thread);
  }

  /** Bytes of the calling thread since it was started. */
  public static long ofThisThread() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}

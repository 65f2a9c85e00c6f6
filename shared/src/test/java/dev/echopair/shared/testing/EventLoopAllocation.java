package dev.echopair.shared.testing;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;

/** Counts the bytes that the event loop of a Vert.x instance allocates; it must have only one. */
public final class EventLoopAllocation {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final long thread;

  private EventLoopAllocation(long thread) {
    this.thread = thread;
  }

  /** Makes a counter for a Vert.x instance that has one event loop. */
  public static EventLoopAllocation of(Vertx vertx) {
    CompletableFuture<Long> thread = new CompletableFuture<>();
    vertx.runOnContext(v -> thread.complete(Thread.currentThread().getId()));
    return new EventLoopAllocation(thread.join());
  }

  /** Bytes that the event loop has allocated since its start. */
  public long bytes() {
    return THREADS.getThreadAllocatedBytes(thread);
  }

  /** Bytes that the calling thread has allocated since its start. */
  public static long ofThisThread() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}

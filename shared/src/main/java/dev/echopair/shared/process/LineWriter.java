package dev.echopair.shared.process;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/**
 * Prints lines from event loops without blocking them on a slow terminal: a bounded queue and a
 * thread that writes. When the queue is full, further lines are dropped and counted; a line of the
 * output reports their number.
 */
public final class LineWriter implements Shareable {

  private static final String MAP = "dev.echopair.lines";
  private static final int MAX_QUEUED_LINES = 8192;

  private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(MAX_QUEUED_LINES);
  private final LongAdder dropped = new LongAdder();
  private final PrintStream out;

  LineWriter(PrintStream out) {
    this.out = out;
    Thread thread = new Thread(this::write, "line-writer");
    thread.setDaemon(true);
    thread.start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::drain, "line-writer-drain"));
  }

  /** Returns the shared writer of a node to stdout, in UTF-8. */
  public static LineWriter standardOutput(Vertx vertx) {
    return of(vertx, "stdout", FileDescriptor.out);
  }

  /** Returns the shared writer of a node to stderr, in UTF-8. */
  public static LineWriter standardError(Vertx vertx) {
    return of(vertx, "stderr", FileDescriptor.err);
  }

  private static LineWriter of(Vertx vertx, String name, FileDescriptor descriptor) {
    LocalMap<String, LineWriter> writers = vertx.sharedData().getLocalMap(MAP);
    return writers.computeIfAbsent(
        name,
        key ->
            new LineWriter(
                new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8)));
  }

  /** Queues a line. May be called from any thread; never blocks. */
  public void print(String line) {
    if (!queue.offer(() -> out.println(line))) {
      dropped.increment();
    }
  }

  /** Waits until all queued lines are written. Blocks: call it off the event loop. */
  public void flush() {
    CountDownLatch written = new CountDownLatch(1);
    try {
      queue.put(written::countDown);
      written.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      while (true) {
        queue.take().run();
        tellDropped();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drain() {
    Runnable next = queue.poll();
    while (next != null) {
      next.run();
      next = queue.poll();
    }
    tellDropped();
  }

  private void tellDropped() {
    long lost = dropped.sumThenReset();
    if (lost > 0) {
      out.println("... " + lost + " lines not printed: the output is too slow");
    }
  }
}

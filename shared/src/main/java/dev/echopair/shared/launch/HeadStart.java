package dev.echopair.shared.launch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A second thread for a start, which makes, one after the other, what is needed whatever the
 * command line says, while the first one reads that: a start is mostly the loading of classes, and
 * there are more processors than one. What fails here fails where it is asked for.
 */
final class HeadStart {

  private final ExecutorService thread = Executors.newSingleThreadExecutor(HeadStart::daemon);

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "head-start");
    thread.setDaemon(true);
    return thread;
  }

  /** Makes one thing more, after those asked for before. */
  <T> CompletableFuture<T> make(Supplier<T> thing) {
    return CompletableFuture.supplyAsync(thing, thread);
  }

  /** Ends the thread once all is made and what is left to do then is done. */
  void end(Runnable last) {
    thread.execute(last);
    thread.shutdown();
  }
}

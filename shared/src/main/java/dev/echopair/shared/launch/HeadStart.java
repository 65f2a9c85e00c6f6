package dev.echopair.shared.launch;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A second thread for a start, which makes, one after the other, what is needed whatever the
 * command line says, while the first one reads that: a start is mostly the loading of classes, and
 * there are more processors than one. What fails here fails where it is asked for.
 */
public final class HeadStart {

  private final ExecutorService thread = Executors.newSingleThreadExecutor(HeadStart::daemon);
  private final CompletableFuture<Vertx> vertx = make(HeadStart::smallVertx);

  private HeadStart() {}

  /** Begins; to be called before anything else, above all before a class of Vert.x is needed. */
  public static HeadStart begin() {
    return new HeadStart();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "head-start");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * A small Vert.x that reads the configuration: the transport and the cluster, which that decides
   * on, are needed before the real one can start. Closed at the end.
   */
  CompletableFuture<Vertx> vertx() {
    return vertx;
  }

  private static Vertx smallVertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  /** Makes one thing more, after those asked for before. */
  <T> CompletableFuture<T> make(Supplier<T> thing) {
    return CompletableFuture.supplyAsync(thing, thread);
  }

  /** Does something that later goes the faster for it, after what was asked for before. */
  void rehearse(Runnable work) {
    thread.execute(work);
  }

  /** Ends, when all is made, and closes the small Vert.x; at the second call does nothing. */
  void end() {
    if (!thread.isShutdown()) {
      thread.execute(this::close);
      thread.shutdown();
    }
  }

  private void close() {
    if (!vertx.isCompletedExceptionally()) {
      vertx.join().close();
    }
  }
}

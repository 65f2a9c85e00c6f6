package dev.echopair.shared.launch;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A second thread for a start, which makes, one after the other, what is needed whatever the
 * command line says, while the first one reads that: a start is mostly the loading of classes, and
 * there are more processors than one. What fails here fails where it is asked for.
 *
 * <p>Where a text is asked for, such as the help, there is no such thread, and what is needed after
 * all is made where it is asked for.
 */
public final class HeadStart {

  private static final Set<String> TEXTS =
      Set.of("-h", "--help", "-V", "--version", "--config-schema");

  private final ExecutorService thread = Executors.newSingleThreadExecutor(HeadStart::daemon);
  private final boolean ahead;
  private final Supplier<Vertx> vertx;

  private HeadStart(String[] args) {
    this.ahead = Collections.disjoint(TEXTS, List.of(args));
    this.vertx = make(HeadStart::smallVertx);
  }

  /**
   * Begins; to be called before anything else, above all before a class of Vert.x is needed.
   *
   * @param args the command line
   */
  public static HeadStart begin(String[] args) {
    return new HeadStart(args);
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
  Vertx vertx() {
    return vertx.get();
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

  /** Makes one thing more, after those asked for before; who asks for it waits for it. */
  <T> Supplier<T> make(Supplier<T> thing) {
    if (!ahead) {
      return thing;
    }
    CompletableFuture<T> made = CompletableFuture.supplyAsync(thing, thread);
    return () -> await(made);
  }

  private static <T> T await(CompletableFuture<T> made) {
    try {
      return made.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Does something that later goes the faster for it, after what was asked for before. */
  void rehearse(Runnable work) {
    if (ahead) {
      thread.execute(work);
    }
  }

  /** Ends, when all is made, and closes the small Vert.x; at the second call does nothing. */
  void end() {
    if (ahead && !thread.isShutdown()) {
      thread.execute(this::close);
      thread.shutdown();
    }
  }

  private void close() {
    try {
      vertx().close();
    } catch (RuntimeException e) {
      // There is none; who asked for it has been told.
    }
  }
}

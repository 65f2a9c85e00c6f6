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
 * A second thread that shortens the start. While the main thread reads the command line, this
 * thread creates the objects that every start needs, one after the other. Most of the start time is
 * class loading, so that a second processor helps. A failure on this thread is thrown when the
 * object is requested.
 *
 * <p>When the command line requests a text, such as the help, this thread is not used. An object is
 * then created when it is requested.
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
   * Starts the thread. Call it before anything else, above all before the first use of a Vert.x
   * class.
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
   * Returns a small Vert.x instance that reads the configuration. The real instance cannot start
   * yet, because the configuration determines its transport and cluster. {@link #end} closes the
   * small instance.
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

  /**
   * Creates an object on this thread, after the previous ones. The returned supplier waits for the
   * object.
   */
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

  /**
   * Runs code on this thread, after the previous work, so that a later call of the same code is
   * faster.
   */
  void rehearse(Runnable work) {
    if (ahead) {
      thread.execute(work);
    }
  }

  /**
   * Ends the thread when its work is done, and closes the small Vert.x instance. A second call does
   * nothing.
   */
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
      // The small instance could not be created; its user has received this failure.
    }
  }
}

package dev.echopair.client.testing;

import dev.echopair.shared.launch.TransportChoice;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A Vert.x instance and one of its event loops, on which a test runs its steps. */
public final class TestLoop implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  private final Vertx vertx;
  private final Context context;

  /** Starts a Vert.x instance with a transport. */
  public TestLoop(String transport) {
    vertx = Vertx.builder().withTransport(TransportChoice.resolve(transport)).build();
    context = vertx.getOrCreateContext();
  }

  /** Starts a Vert.x instance with the default transport. */
  public TestLoop() {
    this("auto");
  }

  /** The transports that are available on this machine. */
  public static List<String> transports() {
    return Stream.of("nio", "epoll", "io_uring", "kqueue").filter(TestLoop::loads).toList();
  }

  private static boolean loads(String transport) {
    try {
      TransportChoice.resolve(transport);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Runs a step on the event loop and waits for its result. */
  public <T> T run(Supplier<Future<T>> step) {
    return await(
        Future.future(promise -> context.runOnContext(v -> step.get().onComplete(promise))));
  }

  /** Runs a step on the event loop and waits for it to fail. */
  public <F extends Throwable> F failureOf(Class<F> kind, Supplier<Future<?>> step) {
    Throwable failure =
        run(() -> step.get().<Throwable>map(v -> null).recover(Future::succeededFuture));
    if (!kind.isInstance(failure)) {
      throw new AssertionError("expected a " + kind.getSimpleName() + ", got " + failure, failure);
    }
    return kind.cast(failure);
  }

  /** Waits for a future, off the event loop. */
  public static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("nothing within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Waits for a latch. */
  public static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing within " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}

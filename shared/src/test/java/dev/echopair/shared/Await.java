package dev.echopair.shared;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures on a test's own thread, never for ever. */
public final class Await {

  private static final long SECONDS = 30;

  private Await() {}

  /** The result of a future; fails when the future does. */
  public static <T> T result(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (TimeoutException e) {
      throw new AssertionError("still not done after " + SECONDS + " s", e);
    }
  }

  /** What a future fails with; fails when the future does not. */
  public static Throwable failure(Future<?> future) {
    return result(
        future.transform(
            (value, failure) ->
                failure == null
                    ? Future.failedFuture("succeeded with " + value)
                    : Future.succeededFuture(failure)));
  }
}

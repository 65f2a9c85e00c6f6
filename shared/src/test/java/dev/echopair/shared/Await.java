package dev.echopair.shared;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures on the thread of the test, with a time limit. */
public final class Await {

  private static final long SECONDS = 30;

  private Await() {}

  /** Waits for the result of a future; fails when the future fails. */
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

  /** Waits for the failure of a future; fails when the future succeeds. */
  public static Throwable failure(Future<?> future) {
    return result(
        future.transform(
            (value, failure) ->
                failure == null
                    ? Future.failedFuture("succeeded with " + value)
                    : Future.succeededFuture(failure)));
  }
}

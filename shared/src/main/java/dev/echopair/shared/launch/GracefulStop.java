package dev.echopair.shared.launch;

import dev.echopair.shared.process.ExitCode;
import dev.echopair.shared.process.StartupException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.launcher.application.HookContext;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Stops a node and ends the process: drains, waits for the last reports, closes Vert.x.
 *
 * <p>Called on the thread of a signal, which may block. A step that fails or hangs is reported, and
 * the next steps still run.
 */
final class GracefulStop {

  /**
   * Time in addition to the drain, to undeploy, to leave a cluster and to close the event loops.
   */
  private static final long CLOSE_GRACE_SECONDS = 15;

  /** Time for the last reports to reach their subscribers. */
  private static final long LAST_REPORTS_MS = 100;

  private final ErrorLines errors;
  private final AtomicBoolean stopping = new AtomicBoolean();

  /** Guarded by this: each signal is handled on its own thread. */
  private Future<Void> begun = Future.succeededFuture();

  GracefulStop(ErrorLines errors) {
    this.errors = errors;
  }

  /** Whether the stop has begun. */
  boolean isStopping() {
    return stopping.get();
  }

  /** Begins work that the stop has to wait for, unless the stop has begun. */
  synchronized Future<Void> beginUnlessStopping(Supplier<Future<Void>> work) {
    if (!isStopping()) {
      begun = work.get();
    }
    return begun;
  }

  private synchronized Future<Void> begun() {
    return begun;
  }

  /**
   * Stops the node and exits. A second call during the stop exits at once. The main verticle is
   * undeployed first; meanwhile the node still reports that it drains, and still carries the last
   * reports.
   *
   * @param drainTimeout time that open connections have to finish
   * @param draining reports that the node takes no new work
   * @param exitCode an {@link ExitCode}
   */
  void stop(HookContext node, Duration drainTimeout, Runnable draining, int exitCode) {
    if (!stopping.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(exitCode);
    }
    Vertx vertx = node.vertx();
    // Vert.x logs an error when it is closed during a deployment.
    await(begun(), CLOSE_GRACE_SECONDS);
    draining.run();
    if (node.deploymentId() != null) {
      await(vertx.undeploy(node.deploymentId()), drainTimeout.toSeconds() + CLOSE_GRACE_SECONDS);
    }
    // The event bus delivers the last reports on other event loops and to other nodes.
    await(vertx.timer(LAST_REPORTS_MS, TimeUnit.MILLISECONDS), CLOSE_GRACE_SECONDS);
    await(vertx.close(), CLOSE_GRACE_SECONDS);
    System.exit(exitCode);
  }

  private void await(Future<Void> step, long patienceSeconds) {
    try {
      step.toCompletionStage().toCompletableFuture().get(patienceSeconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      errors.print("while stopping: " + StartupException.describe(e.getCause()));
    } catch (TimeoutException e) {
      errors.print("not stopped within " + patienceSeconds + " s; the shutdown continues");
    }
  }
}

package dev.echopair.server.listener;

import dev.echopair.shared.internals.UsedTransport;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The deployed instances of one verticle. Lives on the context of the verticle that deploys them.
 */
final class Instances<T extends Deployable> {

  private final Vertx vertx;
  private final List<T> verticles = new ArrayList<>();

  private Future<String> deployment = Future.failedFuture("not deployed");

  Instances(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Deploys {@code count} instances as one deployment: on port 0 they share one free port. */
  Future<?> deploy(Supplier<T> supplier, int count) {
    verticles.clear();
    deployment =
        vertx.deployVerticle(
            () -> {
              T verticle = supplier.get();
              verticles.add(verticle);
              return verticle;
            },
            new DeploymentOptions().setInstances(count));
    return deployment;
  }

  /** Undeploys the instances; completes when they have drained. */
  Future<Void> undeploy() {
    return deployment.compose(vertx::undeploy).otherwiseEmpty();
  }

  /** Returns the first instance; call it after the deployment. */
  T first() {
    return verticles.get(0);
  }

  /** Runs a step on each instance; fails when the step fails on one of them. */
  Future<Void> each(Function<T, Future<Void>> step) {
    return Future.join(verticles.stream().map(step).toList()).mapEmpty();
  }

  /** Returns the number of instances for a configured number: 0 means one per event loop. */
  static int count(Vertx vertx, int configured) {
    return configured > 0 ? configured : UsedTransport.eventLoops(vertx);
  }
}

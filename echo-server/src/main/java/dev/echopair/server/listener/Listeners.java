package dev.echopair.server.listener;

import dev.echopair.shared.internals.UsedTransport;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The deployed verticle instances of one protocol. Lives on the context of the verticle that
 * deploys them.
 */
final class Listeners<T extends Deployable> {

  private final Vertx vertx;
  private final List<T> verticles = new ArrayList<>();

  private Future<String> deployment = Future.failedFuture("not deployed");

  Listeners(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Deploys the instances at once: those of one deployment share a port 0. */
  Future<?> open(Supplier<T> supplier, int instances) {
    verticles.clear();
    deployment =
        vertx.deployVerticle(
            () -> {
              T verticle = supplier.get();
              verticles.add(verticle);
              return verticle;
            },
            new DeploymentOptions().setInstances(instances));
    return deployment;
  }

  /** Undeploys the instances; done when they have drained. */
  Future<Void> close() {
    return deployment.compose(vertx::undeploy).otherwiseEmpty();
  }

  List<T> verticles() {
    return verticles;
  }

  /** How many instances a configured number stands for: 0 is one per event loop. */
  static int instances(Vertx vertx, int configured) {
    return configured > 0 ? configured : UsedTransport.eventLoops(vertx);
  }

  /** What is told of listeners that are open. */
  static JsonObject told(
      Vertx vertx, String scheme, String host, int port, int instances, String remark) {
    return new JsonObject()
        .put("address", scheme + "://" + Endpoint.hostPort(host, port))
        .put("protocol", scheme)
        .put("host", host)
        .put("port", port)
        .put("instances", instances)
        .put("transport", UsedTransport.nameOf(vertx))
        .put("remark", remark);
  }
}

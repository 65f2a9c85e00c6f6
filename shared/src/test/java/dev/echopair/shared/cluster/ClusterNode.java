package dev.echopair.shared.cluster;

import dev.echopair.shared.config.ClusterConfig;
import dev.echopair.shared.internals.UsedClusterManager;
import dev.echopair.shared.metrics.NodeName;
import dev.echopair.shared.metrics.TotalsVerticle;
import dev.echopair.shared.testing.ReservedPorts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A cluster node in the process of the test: its bus, and its view of all nodes. */
final class ClusterNode implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;
  private static final long INTERVAL_MS = 100;

  private final Vertx vertx;
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();

  private volatile JsonObject totals = new JsonObject();

  private ClusterNode(Vertx vertx) {
    this.vertx = vertx;
  }

  /** A cluster separate from all other tests: its name and its range of ports are unique. */
  static ClusterConfig unique(Optional<ClusterConfig.Tls> tls) {
    return new ClusterConfig(
        "test-" + UUID.randomUUID(),
        "127.0.0.1",
        ReservedPorts.range(HazelcastConfig.PORTS),
        0,
        List.of(),
        Optional.empty(),
        tls);
  }

  /** Starts a node and waits until it has joined the cluster. */
  static ClusterNode start(ClusterConfig config) throws Exception {
    ClusterSetup setup = ClusterSetup.of(config);
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(4);
    Vertx vertx = await(setup.apply(Vertx.builder().with(options), options).buildClustered());
    setup.started(vertx, "server");
    ClusterNode node = new ClusterNode(vertx);
    await(node.watch());
    setup.announce(vertx, "server");
    return node;
  }

  private Future<String> watch() {
    MessageConsumer<JsonObject> told = vertx.eventBus().consumer("echo.events");
    told.handler(
        message -> {
          if (name().equals(message.body().getString("node"))) {
            events.add(message.body());
          }
        });
    MessageConsumer<JsonObject> seen = vertx.eventBus().consumer("echo.metrics.totals");
    seen.handler(
        message -> {
          if (name().equals(message.body().getString("node"))) {
            totals = message.body();
          }
        });
    JsonObject config =
        new JsonObject().put("metrics", new JsonObject().put("interval", INTERVAL_MS + "ms"));
    return told.completion()
        .compose(ready -> seen.completion())
        .compose(
            ready ->
                vertx.deployVerticle(
                    TotalsVerticle.class.getName(),
                    new DeploymentOptions()
                        .setConfig(config)
                        .setThreadingModel(ThreadingModel.WORKER)));
  }

  Vertx vertx() {
    return vertx;
  }

  String name() {
    return NodeName.of(vertx);
  }

  /** The newest totals that this node has published. */
  JsonObject totals() {
    return totals;
  }

  /** The state of a node in the totals of this node: {@code up}, {@code gone}, or nothing. */
  String stateOf(String name) {
    return totals.getJsonArray("nodes", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .filter(node -> node.getString("node").equals(name))
        .map(node -> node.getString("state"))
        .findFirst()
        .orElse("");
  }

  /** How often this node published an event about a node. */
  long told(String event, String about) {
    return events.stream()
        .filter(each -> each.getString("event").equals(event))
        .filter(each -> about.equals(each.getJsonObject("details").getString("node")))
        .count();
  }

  /** How often this node published an event. */
  long told(String event) {
    return events.stream().filter(each -> each.getString("event").equals(event)).count();
  }

  /** The events and totals of this node, for the message of a failed test. */
  String description() {
    return name() + " told " + events + " and sees " + totals.encodePrettily();
  }

  HazelcastClusterManager manager() {
    return (HazelcastClusterManager) UsedClusterManager.of(vertx);
  }

  static <T> T await(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}

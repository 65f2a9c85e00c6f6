package dev.echopair.client.dashboard;

import dev.echopair.shared.management.ManagementVerticle;
import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.metrics.MetricsReport;
import dev.echopair.shared.metrics.Reporter;
import dev.echopair.shared.metrics.TotalsVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A node with a bus and the dashboard in the process of the test. The test simulates other nodes on
 * this bus: correct, silent and hostile ones.
 */
final class DashboardNode implements AutoCloseable {

  private static final long INTERVAL_MILLIS = 100;

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Long> timers = new HashMap<>();
  private int port;

  private DashboardNode() {}

  static DashboardNode start() {
    DashboardNode node = new DashboardNode();
    try {
      node.deploy();
      return node;
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
  }

  private void deploy() {
    Promise<Integer> listening = Promise.promise();
    vertx
        .eventBus()
        .<JsonObject>consumer(
            BusAddress.EVENTS,
            event -> {
              if (EchoEvents.LISTENING.equals(event.body().getString("event"))) {
                listening.tryComplete(event.body().getJsonObject("details").getInteger("port"));
              }
            });
    JsonObject config =
        new JsonObject()
            .put("metrics", new JsonObject().put("interval", INTERVAL_MILLIS + "ms"))
            .put(
                "management",
                new JsonObject().put("enabled", true).put("host", "127.0.0.1").put("port", 0));
    DeploymentOptions options = new DeploymentOptions().setConfig(config);
    await(vertx.deployVerticle(TotalsVerticle.class.getName(), options));
    await(vertx.deployVerticle(ManagementVerticle.class.getName(), options));
    port = await(listening.future());
  }

  String url() {
    return "http://127.0.0.1:" + port + "/";
  }

  Vertx vertx() {
    return vertx;
  }

  /** Simulates a server instance of another node that reports labels and drops of one reason. */
  void playNode(String name, String reason, Map<String, String> labels) {
    long[] sequence = {0};
    // Every second sequence number is missing: the page has to show lost reports.
    timers.put(
        name,
        vertx.setPeriodic(
            0,
            INTERVAL_MILLIS,
            id ->
                vertx
                    .eventBus()
                    .publish(
                        BusAddress.reports("server", "tcp"),
                        report(name, reason, labels, sequence[0] += 2).toJson())));
  }

  /** Stops the reports of a simulated node. */
  void silence(String name) {
    vertx.cancelTimer(timers.remove(name));
  }

  private static MetricsReport report(
      String node, String reason, Map<String, String> labels, long sequence) {
    return new MetricsReport(
        new Reporter(node, "server", "tcp", 0, labels),
        sequence,
        Instant.now(),
        INTERVAL_MILLIS,
        Map.of("received_messages", sequence * 50, "dropped." + reason, 7L),
        Map.of("connections_open", 3L),
        Map.of());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}

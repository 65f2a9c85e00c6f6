package dev.echopair.shared.metrics;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TotalsVerticleTest {

  private final Queue<JsonObject> totals = new ConcurrentLinkedQueue<>();
  private final Queue<JsonObject> events = new ConcurrentLinkedQueue<>();

  private final TotalsVerticle verticle = new TotalsVerticle("server", Duration.ofMillis(50));

  private Vertx vertx;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    vertx.eventBus().<JsonObject>consumer(BusAddress.TOTALS, m -> totals.add(m.body()));
    vertx.eventBus().<JsonObject>consumer(BusAddress.EVENTS, m -> events.add(m.body()));
    vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void publishedTotalsKeepToTheirSchema() {
    publish(SampleReport.server("a", 0, 0, 10));
    publish(SampleReport.server("a", 0, 1, 20));
    publish(SampleReport.client("c", 0, 0, 100));
    publish(SampleReport.client("c", 0, 3, 100, 250));
    vertx.eventBus().publish(BusAddress.reports("client", "udp"), "no report");

    await().until(() -> totals.stream().anyMatch(view -> received(view) == 5));

    assertFalse(totals.isEmpty());
    totals.forEach(TotalsSchema::check);
    JsonObject last = totals.stream().filter(view -> received(view) == 5).findFirst().orElseThrow();
    assertEquals(NodeName.of(vertx), last.getString("node"));
    assertEquals(2, last.getJsonObject("reports").getLong("lost"));
    assertEquals(1, last.getJsonObject("reports").getLong("ignored"));
    assertEquals(2, last.getJsonArray("totals").size());
  }

  @Test
  void aSnapshotIsAnsweredWithTheSameView() throws Exception {
    publish(SampleReport.server("a", 0, 0, 10));
    await().until(() -> totals.stream().anyMatch(view -> received(view) == 1));

    JsonObject snapshot =
        vertx
            .eventBus()
            .<JsonObject>request(BusAddress.SNAPSHOT, "")
            .await(10, TimeUnit.SECONDS)
            .body();

    TotalsSchema.check(snapshot);
    assertEquals(1, received(snapshot));
  }

  @Test
  void aChangedIntervalLosesNothingOfWhatGoneNodesCounted() throws Exception {
    publish(SampleReport.server("a", 0, 0, 10).put("intervalMs", 1));
    await().until(() -> !named(EchoEvents.NODE_LOST).isEmpty());

    verticle.changeInterval(Duration.ofMillis(70)).await(10, TimeUnit.SECONDS);

    await().until(() -> totals.stream().anyMatch(view -> view.getLong("intervalMs") == 70));
    JsonObject after =
        totals.stream().filter(view -> view.getLong("intervalMs") == 70).findFirst().orElseThrow();
    assertEquals(1, received(after));
    assertEquals(
        10,
        after
            .getJsonArray("totals")
            .getJsonObject(0)
            .getJsonObject("counters")
            .getLong("received_messages"));
  }

  @Test
  void tellsOnceThatANodeJoinedAndThatItIsLost() {
    publish(SampleReport.server("a", 0, 0, 10).put("intervalMs", 50));
    publish(SampleReport.server("a", 0, 1, 20).put("intervalMs", 50));
    publish(SampleReport.server("a", 1, 0, 20).put("intervalMs", 50));

    await().until(() -> !named(EchoEvents.NODE_LOST).isEmpty());
    int seen = totals.size();
    await().until(() -> totals.size() > seen + 3);

    assertEquals(1, named(EchoEvents.NODE_JOINED).size());
    assertEquals(1, named(EchoEvents.NODE_LOST).size());
    assertEquals(
        "a", named(EchoEvents.NODE_LOST).get(0).getJsonObject("details").getString("node"));
  }

  @Test
  void canBeDeployedByName() throws Exception {
    JsonObject config =
        new JsonObject()
            .put("role", "client")
            .put("metrics", new JsonObject().put("interval", "77ms"));
    vertx
        .deployVerticle(TotalsVerticle.class.getName(), new DeploymentOptions().setConfig(config))
        .await(10, TimeUnit.SECONDS);
    publish(SampleReport.server("a", 0, 0, 10));

    await().until(() -> totals.stream().anyMatch(view -> view.getLong("intervalMs") == 77));
    await()
        .until(
            () ->
                named(EchoEvents.NODE_JOINED).stream()
                    .anyMatch(event -> event.getString("role").equals("client")));
  }

  private List<JsonObject> named(String event) {
    return events.stream().filter(each -> event.equals(each.getString("event"))).toList();
  }

  private static long received(JsonObject view) {
    return view.getJsonObject("reports").getLong("received");
  }

  private void publish(JsonObject report) {
    vertx
        .eventBus()
        .publish(
            BusAddress.reports(report.getString("role"), report.getString("transport")), report);
  }
}

package dev.echopair.client.watch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.management.ManagementVerticle;
import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.MetricsReport;
import dev.echopair.shared.metrics.NodeName;
import dev.echopair.shared.metrics.Reporter;
import dev.echopair.shared.metrics.TotalsVerticle;
import dev.echopair.shared.testing.ReservedPorts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTotalsTest {

  private static final Duration INTERVAL = Duration.ofMillis(50);

  private final Queue<WatchEvent> events = new ConcurrentLinkedQueue<>();

  private Vertx vertx;
  private int port;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    port = ReservedPorts.next();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void readsTheTotalsOfANodeAndSurvivesThatItGoesAndComesBack() throws Exception {
    watch(Optional.empty());
    await().until(() -> newest() instanceof WatchEvent.NoAnswer);
    WatchEvent.NoAnswer away = (WatchEvent.NoAnswer) newest();
    assertTrue(away.problem().contains("no answer from http://127.0.0.1:" + port), away.problem());

    String deployment = node(new JsonObject());
    await().until(() -> newest() instanceof WatchEvent.Answer);
    assertEquals(NodeName.of(vertx), ((WatchEvent.Answer) newest()).totals().getString("node"));

    vertx.undeploy(deployment).await(10, TimeUnit.SECONDS);
    await().until(() -> newest() instanceof WatchEvent.NoAnswer);
    node(new JsonObject());
    await().until(() -> newest() instanceof WatchEvent.Answer);
  }

  @Test
  void aTokenGivesAccess() throws Exception {
    node(new JsonObject().put("token", "secret-secret-secret"));
    watch(Optional.of("secret-secret-secret"));
    await().until(() -> newest() instanceof WatchEvent.Answer);
  }

  @Test
  void isRefusedWithoutATokenAndSaysWhatToDo() throws Exception {
    node(new JsonObject().put("token", "secret-secret-secret"));
    watch(Optional.empty());
    await().until(() -> newest() instanceof WatchEvent.Refused);
    String problem = assertInstanceOf(WatchEvent.Refused.class, newest()).problem();
    assertTrue(problem.contains("--token"), problem);
  }

  @Test
  void mergesWhatTheBusCarriesAndPublishesNothing() throws Exception {
    Queue<Object> published = new ConcurrentLinkedQueue<>();
    vertx.eventBus().consumer(BusAddress.TOTALS, message -> published.add(message.body()));
    vertx.eventBus().consumer(BusAddress.EVENTS, message -> published.add(message.body()));
    new BusTotals(vertx, INTERVAL).start(events::add).await(10, TimeUnit.SECONDS);
    MetricsReport report =
        new MetricsReport(
            new Reporter("far", "server", "udp", 0, Map.of()),
            0,
            Instant.now(),
            1000,
            Map.of("received_messages", 5L),
            Map.of(),
            Map.of());
    vertx.eventBus().publish(BusAddress.reports("server", "udp"), report.toJson());

    await()
        .until(
            () ->
                newest() instanceof WatchEvent.Answer answer
                    && answer.totals().getJsonArray("nodes").size() == 1);
    assertTrue(published.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7080",
        "127.0.0.1:7080",
        "ftp://a",
        "http://",
        "http://a b",
        "http://a:99999",
        "http://me:pw@host",
        "http://a/?q"
      })
  void anInvalidAddressIsRefusedWithAnExample(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> HttpTotals.parse(text)).getMessage();
    assertTrue(message.contains("http://127.0.0.1:7080"), message);
  }

  private void watch(Optional<String> token) {
    new HttpTotals(vertx, HttpTotals.parse("http://127.0.0.1:" + port + "/"), token, INTERVAL)
        .start(events::add);
  }

  private WatchEvent newest() {
    WatchEvent newest = null;
    for (WatchEvent event : events) {
      newest = event;
    }
    return newest;
  }

  private String node(JsonObject management) throws Exception {
    JsonObject config =
        new JsonObject()
            .put("metrics", new JsonObject().put("interval", "50ms"))
            .put(
                "management",
                management.put("enabled", true).put("host", "127.0.0.1").put("port", port));
    DeploymentOptions options = new DeploymentOptions().setConfig(config);
    vertx.deployVerticle(TotalsVerticle.class.getName(), options).await(10, TimeUnit.SECONDS);
    return vertx
        .deployVerticle(ManagementVerticle.class.getName(), options)
        .await(10, TimeUnit.SECONDS);
  }
}

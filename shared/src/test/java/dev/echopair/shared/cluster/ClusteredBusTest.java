package dev.echopair.shared.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.shared.config.ClusterConfig;
import dev.echopair.shared.metrics.Measurements;
import dev.echopair.shared.metrics.ReportPublisher;
import dev.echopair.shared.metrics.Reporter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ClusteredBusTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private ClusterConfig cluster;

  @BeforeEach
  void chooseCluster() throws Exception {
    cluster = ClusterNode.unique(Optional.empty());
  }

  @Test
  void everyNodeSeesWhatEachCounts() throws Exception {
    try (ClusterNode first = ClusterNode.start(cluster);
        ClusterNode second = ClusterNode.start(cluster)) {
      report(first, 3);
      report(second, 4);

      for (ClusterNode viewer : List.of(first, second)) {
        patiently().until(() -> received(viewer) == 7);
        assertEquals("up", viewer.stateOf(first.name()));
        assertEquals("up", viewer.stateOf(second.name()));
      }
    }
  }

  @Test
  void aNodeThatLeavesIsToldOnceAndItsCountsStay() throws Exception {
    try (ClusterNode first = ClusterNode.start(cluster)) {
      report(first, 3);
      String gone;
      try (ClusterNode second = ClusterNode.start(cluster)) {
        gone = second.name();
        report(second, 4);
        patiently().until(() -> received(first) == 7);
        assertEquals(1, first.told("node_joined", gone));
      }

      patiently().until(() -> first.stateOf(gone).equals("gone"));
      patiently().until(() -> first.told("cluster_lost") == 1);
      String published = first.totals().getString("time");
      patiently().until(() -> !first.totals().getString("time").equals(published));
      assertEquals(1, first.told("node_lost", gone));
      assertEquals(7, received(first));
    }
  }

  @Test
  void whatIsNoReportIsCountedAndIgnored() throws Exception {
    try (ClusterNode first = ClusterNode.start(cluster);
        ClusterNode second = ClusterNode.start(cluster)) {
      report(first, 3);
      patiently()
          .untilAsserted(
              () ->
                  assertEquals(
                      3,
                      received(second),
                      () -> first.description() + " and " + second.description()));

      String address = "echo.metrics.server.tcp";
      first.vertx().eventBus().publish(address, "no report");
      first.vertx().eventBus().publish(address, 42);
      first.vertx().eventBus().publish(address, new JsonArray().add(1));
      first.vertx().eventBus().publish(address, new JsonObject().put("version", "one"));
      first.vertx().eventBus().publish(address, null);

      for (ClusterNode viewer : List.of(first, second)) {
        patiently()
            .until(() -> viewer.totals().getJsonObject("reports").getInteger("ignored") == 5);
        assertEquals(3, received(viewer));
      }
    }
  }

  @Test
  void aNodeWhoseHazelcastIsGoneGoesOnAloneAndSaysSo() throws Exception {
    try (ClusterNode first = ClusterNode.start(cluster);
        ClusterNode second = ClusterNode.start(cluster)) {
      report(first, 3);
      report(second, 4);
      patiently().until(() -> received(first) == 7 && received(second) == 7);

      first.manager().getHazelcastInstance().shutdown();

      patiently().until(() -> first.told("cluster_lost") == 1);
      patiently().until(() -> first.stateOf(second.name()).equals("gone"));
      // The node still receives its own reports, also those of a verticle that starts later.
      report(first, 5);
      patiently().until(() -> received(first) == 12);
      assertEquals("up", first.stateOf(first.name()));
      patiently()
          .untilAsserted(
              () -> assertEquals("gone", second.stateOf(first.name()), second::description));
      assertEquals(7, received(second));
    }
  }

  /** Waits, and ignores exceptions that a closing node throws on its own threads. */
  private static ConditionFactory patiently() {
    return await().dontCatchUncaughtExceptions().atMost(PATIENCE);
  }

  /** Reports a count from a node, ten times a second, for as long as the node runs. */
  private static void report(ClusterNode node, long messages) {
    Reporter reporter = Reporter.next(node.vertx(), "server", "tcp", Map.of());
    new ReportPublisher(
            node.vertx(),
            reporter,
            Duration.ofMillis(100),
            () -> new Measurements(Map.of("received_messages", messages), Map.of(), Map.of()))
        .start();
  }

  private static long received(ClusterNode viewer) {
    return viewer.totals().getJsonArray("totals", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .mapToLong(sum -> sum.getJsonObject("counters").getLong("received_messages", 0L))
        .sum();
  }
}

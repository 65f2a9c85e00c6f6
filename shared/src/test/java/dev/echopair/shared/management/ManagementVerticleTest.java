package dev.echopair.shared.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.HistogramCodec;
import dev.echopair.shared.metrics.Metric;
import dev.echopair.shared.metrics.MetricsReport;
import dev.echopair.shared.metrics.NodeName;
import dev.echopair.shared.metrics.OwnAddress;
import dev.echopair.shared.metrics.Reporter;
import dev.echopair.shared.testing.Peers;
import dev.echopair.shared.testing.TestProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementVerticleTest {

  private static final String TOKEN = "correct horse; battery=staple";

  @Test
  void isLiveAsSoonAsItListens() {
    try (RunningManagement management = RunningManagement.open()) {
      // No check is registered: the response of the health check is empty.
      assertEquals(204, management.get("/health/live").statusCode());
    }
  }

  @Test
  void isReadyOnlyBetweenStartingAndDraining() {
    try (RunningManagement management = RunningManagement.open()) {
      assertReadiness(503, "STARTING", management.get("/health/ready"));
      Readiness.of(management.vertx()).ready();
      assertReadiness(200, "READY", management.get("/health/ready"));
      Readiness.of(management.vertx()).draining();
      assertReadiness(503, "DRAINING", management.get("/health/ready"));
      Readiness.of(management.vertx()).ready();
      assertReadiness(503, "DRAINING", management.get("/health/ready"));
    }
  }

  @Test
  void metricsHaveTheNamesOfTheContract() {
    try (RunningManagement management = RunningManagement.open()) {
      String labels = "{role=\"server\",transport=\"tcp\"} ";
      String metrics = metricsAfterAReport(management);
      for (String line :
          new String[] {
            "# TYPE echo_received_bytes_total counter",
            "echo_received_bytes_total" + labels + "640.0",
            "echo_sent_bytes_total" + labels + "630.0",
            "echo_received_messages_total" + labels + "10.0",
            "echo_sent_messages_total" + labels + "9.0",
            "echo_connections_total" + labels + "3.0",
            "# TYPE echo_connections_open gauge",
            "echo_connections_open" + labels + "2.0",
            "echo_dropped_total{reason=\"idle_timeout\",role=\"server\",transport=\"tcp\"} 4.0",
            "# TYPE echo_rtt_seconds histogram",
            "echo_rtt_seconds_bucket{role=\"server\",transport=\"tcp\",le=\"0.0025\"} 1",
            "echo_rtt_seconds_count" + labels + "1",
          }) {
        assertTrue(metrics.lines().anyMatch(line::equals), () -> line + " is not in\n" + metrics);
      }
    }
  }

  @Test
  void metricsAreTextOfPrometheusFormat() {
    try (RunningManagement management = RunningManagement.open()) {
      assertEquals(
          "text/plain; version=0.0.4; charset=utf-8",
          header(management.get("/metrics"), "content-type"));
    }
  }

  @Test
  void promtoolAcceptsTheMetrics() throws IOException {
    Peers.require("promtool");
    try (RunningManagement management = RunningManagement.open();
        TestProcess promtool = TestProcess.program("promtool", "check", "metrics").start()) {
      try (var stdin = promtool.stdin()) {
        stdin.write(metricsAfterAReport(management).getBytes(StandardCharsets.UTF_8));
      }
      assertEquals(0, promtool.awaitExit(), () -> promtool.stderr().text());
    }
  }

  @Test
  void totalsAreThoseOfTheNodeItself() {
    try (RunningManagement management = RunningManagement.open()) {
      management
          .vertx()
          .eventBus()
          .publish(BusAddress.TOTALS, new JsonObject().put("node", "another"));
      publishReport(management, BusAddress.SERVER_TCP);
      HttpResponse<String> response =
          Awaitility.await()
              .until(() -> management.get("/api/totals"), it -> it.body().contains("rtt_us"));
      assertEquals("application/json", header(response, "content-type"));
      assertEquals("no-store", header(response, "cache-control"));
      JsonObject totals = new JsonObject(response.body());
      assertEquals(NodeName.of(management.vertx()), totals.getString("node"));
      assertEquals(
          10,
          totals
              .getJsonArray("totals")
              .getJsonObject(0)
              .getJsonObject("counters")
              .getInteger("received_messages"));
    }
  }

  @Test
  void whatOthersPublishUnderTheNodesNameIsNotShown() {
    try (RunningManagement management = RunningManagement.withInterval("1h")) {
      publishReport(management, BusAddress.SERVER_TCP);
      management
          .vertx()
          .eventBus()
          .publish(
              BusAddress.TOTALS,
              new JsonObject().put("node", NodeName.of(management.vertx())).put("forged", true));
      // The next report uses the node's own address: the forged totals would arrive before it.
      management
          .vertx()
          .eventBus()
          .publish(
              OwnAddress.reports(management.vertx()),
              new MetricsReport(
                      new Reporter(NodeName.of(management.vertx()), "server", "udp", 0, Map.of()),
                      0,
                      Instant.now(),
                      60_000,
                      Map.of("received_bytes", 1L),
                      Map.of(),
                      Map.of())
                  .toJson());
      String metrics =
          Awaitility.await()
              .until(() -> management.get("/metrics").body(), it -> it.contains("udp"));
      assertFalse(metrics.contains("transport=\"tcp\""), metrics);
      String totals = management.get("/api/totals").body();
      assertFalse(totals.contains("forged"), totals);
    }
  }

  @Test
  void metricsAndReasonsThatAreNotDefinedAreNotExposed() {
    try (RunningManagement management = RunningManagement.open()) {
      management
          .vertx()
          .eventBus()
          .publish(
              OwnAddress.reports(management.vertx()),
              new MetricsReport(
                      new Reporter(NodeName.of(management.vertx()), "server", "udp", 0, Map.of()),
                      0,
                      Instant.now(),
                      60_000,
                      Map.of("received_bytes", 1L, "surprise", 1L, "dropped.surprise", 1L),
                      Map.of("surprise_open", 1L),
                      Map.of())
                  .toJson());
      String metrics =
          Awaitility.await()
              .until(() -> management.get("/metrics").body(), it -> it.contains("udp"));
      assertFalse(metrics.contains("surprise"), metrics);
    }
  }

  @Test
  void thePageGetsTheDefinitionsOfMetrics() {
    try (RunningManagement management = RunningManagement.open()) {
      HttpResponse<String> response = management.get("/definitions.js");
      assertEquals("text/javascript;charset=UTF-8", header(response, "content-type"));
      for (Metric metric : Metric.values()) {
        assertTrue(response.body().contains('"' + metric.name() + '"'), metric.name());
        assertTrue(response.body().contains('"' + metric.busName() + '"'), metric.busName());
      }
    }
  }

  @Test
  void totalsAreThereBeforeTheFirstIntervalIsOver() {
    try (RunningManagement management = RunningManagement.withInterval("1h")) {
      JsonObject totals = new JsonObject(management.get("/api/totals").body());
      assertEquals(NodeName.of(management.vertx()), totals.getString("node"));
      assertEquals(0, totals.getJsonArray("totals").size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/api/totals", "/eventbus/info", "/eventbus/websocket"})
  void dataNeedsTheToken(String path) {
    try (RunningManagement management = RunningManagement.withToken(TOKEN)) {
      assertUnauthorized(management.get(path));
      assertUnauthorized(management.get(path, "Authorization", "Bearer wrong"));
      assertUnauthorized(management.get(path, "Authorization", "Basic " + TOKEN));
      assertUnauthorized(management.get(path, "Cookie", "echo_token=wrong"));
      assertTrue(management.get(path, "Authorization", "Bearer " + TOKEN).statusCode() != 401);
      // The name of a scheme has no case (RFC 9110, section 11.1).
      assertTrue(management.get(path, "Authorization", "bearer " + TOKEN).statusCode() != 401);
    }
  }

  @Test
  void pathsWithoutDataNeedNoToken() {
    try (RunningManagement management = RunningManagement.withToken(TOKEN)) {
      for (String path : new String[] {"/", "/app.js", "/lib/chart.js", "/health/live"}) {
        assertTrue(management.get(path).statusCode() < 300, path);
      }
    }
  }

  @Test
  void signingInSetsACookieThatOnlyTheBrowserItselfCanRead() {
    try (RunningManagement management = RunningManagement.withToken(TOKEN)) {
      assertUnauthorized(
          management.request("POST", "/api/session", "Authorization", "Bearer wrong"));
      HttpResponse<String> signedIn =
          management.request("POST", "/api/session", "Authorization", "Bearer " + TOKEN);
      assertEquals(204, signedIn.statusCode());
      String cookie = header(signedIn, "set-cookie");
      assertTrue(cookie.contains("HTTPOnly") || cookie.contains("HttpOnly"), cookie);
      assertTrue(cookie.contains("SameSite=Strict"), cookie);
      assertFalse(cookie.contains(TOKEN), cookie);
      String pair = cookie.substring(0, cookie.indexOf(';'));
      assertEquals(200, management.get("/api/totals", "Cookie", pair).statusCode());
    }
  }

  @Test
  void anUnknownPathIsNotFound() {
    try (RunningManagement management = RunningManagement.open()) {
      HttpResponse<String> response = management.get("/no/such/page");
      assertEquals(404, response.statusCode());
      assertEquals("no such page: /no/such/page", error(response));
    }
  }

  @Test
  void aPathOutsideOfThePagesIsNotFound() {
    try (RunningManagement management = RunningManagement.open()) {
      assertEquals(404, management.get("/../ManagementVerticle.class").statusCode());
      assertEquals(404, management.get("/%2e%2e/%2e%2e/config/common.schema.json").statusCode());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/api/totals", "/health/live", "/lib/chart.js"})
  void readOnlyPathsRefuseOtherMethods(String path) {
    try (RunningManagement management = RunningManagement.open()) {
      HttpResponse<String> response = management.request("DELETE", path);
      assertEquals(405, response.statusCode());
      assertEquals("method not allowed", error(response));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app.js", "/lib/chart.js", "/metrics", "/nowhere"})
  void everyResponseKeepsBrowsersToTheNodeItself(String path) {
    try (RunningManagement management = RunningManagement.open()) {
      HttpResponse<String> response = management.get(path);
      String policy = header(response, "content-security-policy");
      assertTrue(policy.contains("default-src 'none'"), policy);
      assertFalse(policy.contains("unsafe"), policy);
      assertEquals("nosniff", header(response, "x-content-type-options"));
      assertEquals("DENY", header(response, "x-frame-options"));
      assertEquals("no-referrer", header(response, "referrer-policy"));
      assertEquals("same-origin", header(response, "cross-origin-resource-policy"));
    }
  }

  private static String metricsAfterAReport(RunningManagement management) {
    publishReport(management, OwnAddress.reports(management.vertx()));
    return Awaitility.await()
        .until(() -> management.get("/metrics").body(), it -> it.contains("echo_rtt_seconds"));
  }

  private static void publishReport(RunningManagement management, String address) {
    Histogram rtt = HistogramCodec.newTimeHistogram();
    HistogramCodec.record(rtt, Duration.ofMillis(2).toNanos());
    MetricsReport report =
        new MetricsReport(
            new Reporter(NodeName.of(management.vertx()), "server", "tcp", 0, Map.of()),
            0,
            Instant.now(),
            60_000,
            Map.of(
                "received_bytes", 640L,
                "sent_bytes", 630L,
                "received_messages", 10L,
                "sent_messages", 9L,
                "connections", 3L,
                "dropped.idle_timeout", 4L),
            Map.of("connections_open", 2L),
            Map.of("rtt_ns", HistogramCodec.encode(rtt)));
    management.vertx().eventBus().publish(address, report.toJson());
  }

  private static void assertReadiness(int status, String state, HttpResponse<String> response) {
    assertEquals(status, response.statusCode());
    assertTrue(response.body().contains(state), response.body());
  }

  private static void assertUnauthorized(HttpResponse<String> response) {
    assertEquals(401, response.statusCode());
    assertEquals("Bearer realm=\"echo\"", header(response, "www-authenticate"));
    assertEquals("a bearer token is required", error(response));
  }

  private static String error(HttpResponse<String> response) {
    assertEquals("application/json", header(response, "content-type"));
    return new JsonObject(response.body()).getString("error");
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}

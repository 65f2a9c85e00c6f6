package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.metrics.Aggregator.Effect;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AggregatorTest {

  private static final long SECOND = SampleReport.SECOND_NANOS;

  private final Aggregator aggregator = Aggregator.ofAllNodes();

  @Test
  void addsUpTheInstancesOfAllNodes() {
    accept(SampleReport.server("a", 0, 0, 10), 0);
    accept(SampleReport.server("a", 1, 0, 20), 0);
    accept(SampleReport.server("b", 0, 0, 30), 0);

    JsonObject total = total(0, 0);
    assertEquals(3, total.getInteger("instances"));
    assertEquals(60, total.getJsonObject("counters").getLong("received_messages"));
    assertEquals(3, total.getJsonObject("counters").getLong("dropped.idle_timeout"));
    assertEquals(9, total.getJsonObject("gauges").getLong("connections_open"));
  }

  @Test
  void ratesAreThoseBetweenTheTwoNewestReports() {
    accept(SampleReport.server("a", 0, 0, 100), 0);
    accept(SampleReport.server("a", 0, 1, 150), SECOND);
    accept(SampleReport.server("a", 0, 3, 350), 3 * SECOND);

    assertEquals(100.0, total(0, 3 * SECOND).getJsonObject("rates").getDouble("received_messages"));
  }

  @Test
  void recentPercentilesLeaveOutWhatWasReportedBefore() {
    accept(SampleReport.client("c", 0, 0, 100, 100, 100), 0);
    accept(SampleReport.client("c", 0, 1, 100, 100, 100, 5000), SECOND);

    JsonObject total = total(0, SECOND);
    JsonObject recent = total.getJsonObject("latencyRecent").getJsonObject("rtt_us");
    assertEquals(1, recent.getLong("count"));
    assertEquals(5000, recent.getDouble("p50"), 5);
    assertEquals(5000, recent.getDouble("min"), 5);
    JsonObject all = total.getJsonObject("latency").getJsonObject("rtt_us");
    assertEquals(4, all.getLong("count"));
    assertEquals(100, all.getDouble("p50"), 1);
  }

  @Test
  void percentilesOfManyInstancesAreThoseOfAllTimesTogether() {
    accept(SampleReport.client("c", 0, 0, 100, 100, 100), 0);
    accept(SampleReport.client("d", 0, 0, 9000), 0);

    JsonObject all = total(0, 0).getJsonObject("latency").getJsonObject("rtt_us");
    assertEquals(100, all.getDouble("p50"), 1);
    assertEquals(9000, all.getDouble("max"), 9);
  }

  @Test
  void gapsInTheSequenceAreLostReportsAndLoseNoTotal() {
    accept(SampleReport.server("a", 0, 0, 10), 0);
    accept(SampleReport.server("a", 0, 4, 50), 4 * SECOND);

    assertEquals(3, totals(4 * SECOND).getJsonObject("reports").getLong("lost"));
    assertEquals(50, total(0, 4 * SECOND).getJsonObject("counters").getLong("received_messages"));
  }

  @Test
  void repeatedAndOvertakenReportsAreIgnored() {
    accept(SampleReport.server("a", 0, 5, 50), 0);
    assertEquals(Effect.IGNORED, accept(SampleReport.server("a", 0, 5, 50), 0));
    assertEquals(Effect.IGNORED, accept(SampleReport.server("a", 0, 4, 40), 0));

    assertEquals(2, totals(0).getJsonObject("reports").getLong("ignored"));
    assertEquals(50, total(0, 0).getJsonObject("counters").getLong("received_messages"));
  }

  @ParameterizedTest
  @MethodSource("foreignBodies")
  void foreignBodiesAreCountedAndIgnored(Object body) {
    accept(SampleReport.server("a", 0, 0, 10), 0);
    assertEquals(Effect.IGNORED, accept(body, 0));

    JsonObject totals = totals(0);
    assertEquals(2, totals.getJsonObject("reports").getLong("received"));
    assertEquals(1, totals.getJsonObject("reports").getLong("ignored"));
    assertEquals(1, totals.getJsonArray("nodes").size());
    TotalsSchema.check(totals);
  }

  static List<Object> foreignBodies() {
    JsonObject report = SampleReport.server("b", 0, 0, 10);
    return List.of(
        "text",
        42,
        new JsonArray(),
        new JsonObject(),
        report.copy().put("version", 2),
        report.copy().put("node", ""),
        report.copy().put("node", 7),
        report.copy().put("node", "x".repeat(5000)),
        report.copy().put("role", "router"),
        report.copy().put("transport", "sctp"),
        report.copy().put("instance", -1),
        report.copy().put("sequence", -1),
        report.copy().put("sequence", 1.5),
        report.copy().put("sequence", Long.MAX_VALUE),
        report.copy().put("time", "yesterday"),
        report.copy().put("time", "+1000000000-12-31T23:59:59Z"),
        report.copy().put("intervalMs", 0),
        report.copy().put("intervalMs", Long.MAX_VALUE),
        report.copy().put("counters", new JsonObject().put("received_messages", -1)),
        report.copy().put("counters", new JsonObject().put("received_messages", "many")),
        report.copy().put("counters", new JsonObject().put("Evil\nName", 1)),
        report.copy().put("gauges", new JsonObject().put("connections_open", 1e300)),
        report.copy().put("histograms", new JsonObject().put("rtt_ns", "no base64!")),
        report.copy().put("histograms", new JsonObject().put("rtt_ns", "AAAA")));
  }

  @Test
  void aTimeThatCannotBeSubtractedDoesNotCountLostReportsTwice() {
    accept(SampleReport.server("a", 0, 0, 10), 0);
    JsonObject odd = SampleReport.server("a", 0, 5, 20).put("time", "+1000000000-12-31T23:59:59Z");
    accept(odd, 0);
    accept(odd, 0);

    assertEquals(0, totals(0).getJsonObject("reports").getLong("lost"));
  }

  @Test
  void aHistogramOfAnotherRangeIsIgnoredAndStopsNothing() {
    Histogram days = new Histogram(1, 86_400_000_000_000L * 10, 5);
    days.recordValue(86_400_000_000_000L);
    ByteBuffer buffer = ByteBuffer.allocate(days.getNeededByteBufferCapacity());
    int length = days.encodeIntoCompressedByteBuffer(buffer);
    byte[] encoded = new byte[length];
    buffer.flip().get(encoded);
    JsonObject report = SampleReport.client("c", 0, 0, 100);
    report.getJsonObject("histograms").put("rtt_ns", Base64.getEncoder().encodeToString(encoded));

    assertEquals(Effect.IGNORED, accept(report, 0));
    TotalsSchema.check(totals(0));
  }

  @Test
  void aHistogramThatShrinksIsNoReasonToFail() {
    accept(SampleReport.client("c", 0, 0, 100, 100, 9000), 0);
    accept(SampleReport.client("c", 0, 1, 200, 300, 400, 500), SECOND);

    TotalsSchema.check(totals(SECOND));
    assertFalse(total(0, SECOND).getJsonObject("latencyRecent").containsKey("rtt_us"));
  }

  @Test
  void aNodeIsGoneAfterThreeSilentIntervalsAndHeardAgain() {
    assertEquals(Effect.NODE_JOINED, accept(SampleReport.server("a", 0, 0, 10), 0));
    assertEquals(Effect.UPDATED, accept(SampleReport.server("a", 0, 1, 20), SECOND));
    assertEquals(List.of(), aggregator.expire(4 * SECOND));
    assertEquals(List.of("a"), aggregator.expire(4 * SECOND + 1));
    assertEquals(List.of(), aggregator.expire(5 * SECOND));

    JsonObject gone = totals(5 * SECOND).getJsonArray("nodes").getJsonObject(0);
    assertEquals("gone", gone.getString("state"));
    JsonObject total = total(0, 5 * SECOND);
    assertEquals(0, total.getInteger("instances"));
    assertEquals(20, total.getJsonObject("counters").getLong("received_messages"));
    assertTrue(total.getJsonObject("gauges").isEmpty());
    assertTrue(total.getJsonObject("rates").isEmpty());

    assertEquals(Effect.NODE_JOINED, accept(SampleReport.server("a", 0, 9, 30), 6 * SECOND));
    JsonObject back = totals(6 * SECOND).getJsonArray("nodes").getJsonObject(0);
    assertEquals("up", back.getString("state"));
  }

  @Test
  void anInstanceThatIsGoneLeavesItsNodeUp() {
    accept(SampleReport.server("a", 0, 0, 10), 0);
    accept(SampleReport.server("a", 1, 0, 10), 4 * SECOND);

    assertEquals(List.of(), aggregator.expire(4 * SECOND));
    JsonArray instances =
        totals(4 * SECOND).getJsonArray("nodes").getJsonObject(0).getJsonArray("instances");
    assertEquals("gone", instances.getJsonObject(0).getString("state"));
    assertEquals("up", instances.getJsonObject(1).getString("state"));
  }

  @Test
  void aNodeThatLeavesIsGoneAtOnceAndOnce() {
    accept(SampleReport.server("a", 0, 0, 10), 0);

    assertTrue(aggregator.markLeft("a"));
    assertFalse(aggregator.markLeft("a"));
    assertFalse(aggregator.markLeft("stranger"));
    assertEquals(List.of(), aggregator.expire(10 * SECOND));
  }

  @Test
  void goneNodesBeyondTheBoundAreForgottenAndStayInTheSums() {
    int nodes = Aggregator.MAX_GONE_NODES + 20;
    for (int i = 0; i < nodes; i++) {
      accept(SampleReport.server("node-" + i, 0, 0, 10), 0);
    }
    accept(SampleReport.server("node-0", 0, 2, 15), 2 * SECOND);
    aggregator.expire(60 * SECOND);

    JsonObject totals = totals(60 * SECOND);
    assertEquals(Aggregator.MAX_GONE_NODES, totals.getJsonArray("nodes").size());
    assertEquals(1, totals.getJsonObject("reports").getLong("lost"));
    assertEquals(
        nodes * 10L + 5,
        total(0, 60 * SECOND).getJsonObject("counters").getLong("received_messages"));
  }

  @Test
  void aNodeThatWasForgottenAndIsHeardAgainIsNotCountedTwice() {
    accept(SampleReport.client("cut-off", 0, 0, 100), 0);
    accept(SampleReport.client("cut-off", 0, 2, 100, 200), 0);
    for (int i = 0; i < Aggregator.MAX_GONE_NODES; i++) {
      accept(SampleReport.server("node-" + i, 0, 0, 10), SECOND);
    }
    aggregator.expire(60 * SECOND);
    assertFalse(totals(60 * SECOND).getJsonArray("nodes").encode().contains("cut-off"));
    assertEquals(2, clients(60 * SECOND).getJsonObject("counters").getLong("received_messages"));

    Effect effect = accept(SampleReport.client("cut-off", 0, 9, 100, 200, 300, 400), 61 * SECOND);
    assertEquals(Effect.NODE_JOINED, effect);
    JsonObject clients = clients(61 * SECOND);
    assertEquals(4, clients.getJsonObject("counters").getLong("received_messages"));
    JsonObject rtt = clients.getJsonObject("latency").getJsonObject("rtt_us");
    assertEquals(4, rtt.getLong("count"));
    assertEquals(400, rtt.getDouble("max"), 1);
    assertEquals(7, totals(61 * SECOND).getJsonObject("reports").getLong("lost"));
    assertEquals(1, clients.getInteger("instances"));

    aggregator.expire(120 * SECOND);
    assertEquals(4, clients(120 * SECOND).getJsonObject("counters").getLong("received_messages"));
  }

  @Test
  void anOldReportOfANodeThatWasForgottenChangesNothing() {
    accept(SampleReport.server("cut-off", 0, 5, 50), 0);
    for (int i = 0; i < Aggregator.MAX_GONE_NODES; i++) {
      accept(SampleReport.server("node-" + i, 0, 0, 0), SECOND);
    }
    aggregator.expire(60 * SECOND);

    assertEquals(Effect.IGNORED, accept(SampleReport.server("cut-off", 0, 4, 40), 61 * SECOND));
    aggregator.expire(61 * SECOND);
    assertEquals(50, total(0, 61 * SECOND).getJsonObject("counters").getLong("received_messages"));
    assertEquals(Aggregator.MAX_GONE_NODES, totals(61 * SECOND).getJsonArray("nodes").size());
  }

  @Test
  void theNodesThatWereHeardLastAreKept() {
    for (int i = 0; i <= Aggregator.MAX_GONE_NODES; i++) {
      aggregator.accept(
          SampleReport.server("node-" + i, 0, 0, 10), SampleReport.START.plusSeconds(i), 0);
    }
    aggregator.accept(
        SampleReport.server("node-0", 0, 1, 10), SampleReport.START.plusSeconds(1000), 0);
    aggregator.expire(60 * SECOND);

    List<String> kept =
        totals(60 * SECOND).getJsonArray("nodes").stream()
            .map(node -> ((JsonObject) node).getString("node"))
            .toList();
    assertTrue(kept.contains("node-0"), "heard last");
    assertFalse(kept.contains("node-1"), "heard first");
  }

  @Test
  void instancesBeyondTheBoundAreIgnored() {
    for (int i = 0; i < Aggregator.MAX_INSTANCES; i++) {
      accept(SampleReport.server("a", i, 0, 1), 0);
    }
    assertEquals(Effect.IGNORED, accept(SampleReport.server("a", 99_999, 0, 1), 0));
    assertEquals(Effect.IGNORED, accept(SampleReport.server("b", 0, 0, 1), 0));
    assertEquals(Effect.UPDATED, accept(SampleReport.server("a", 0, 1, 2), 0));

    assertEquals(Aggregator.MAX_INSTANCES, total(0, 0).getInteger("instances"));
    assertEquals(1, totals(0).getJsonArray("nodes").size());
  }

  @Test
  void sumsDoNotOverflow() {
    for (int i = 0; i < 2000; i++) {
      accept(SampleReport.server("a", i, 0, 1L << 53), 0);
    }
    assertEquals(
        Long.MAX_VALUE, total(0, 0).getJsonObject("counters").getLong("received_messages"));
  }

  @Test
  void aNodesOwnReportsAreAddedUpByProbe() {
    Aggregator own = Aggregator.ofOneNode();
    own.accept(SampleReport.client("c", 0, 0, 100), SampleReport.START, 0);
    own.accept(SampleReport.client("c", 1, 0, 200, 300), SampleReport.START, 0);

    Sum sum = own.sums(0).get(0);
    assertEquals(1, own.sums(0).size());
    assertEquals(Map.of("role", "client", "transport", "udp", "probe", "sample"), sum.labels());
    assertEquals(3, sum.counters().get("received_messages"));
    assertEquals(3, sum.histograms().get("rtt_ns").getTotalCount());
  }

  private Effect accept(Object body, long nanos) {
    return aggregator.accept(body, SampleReport.START.plusNanos(nanos), nanos);
  }

  private JsonObject totals(long nanos) {
    return aggregator.totals("me", SampleReport.START.plusNanos(nanos), nanos, 1000).toJson();
  }

  private JsonObject clients(long nanos) {
    return totals(nanos).getJsonArray("totals").stream()
        .map(JsonObject.class::cast)
        .filter(total -> total.getString("role").equals("client"))
        .findFirst()
        .orElseThrow();
  }

  private JsonObject total(int index, long nanos) {
    return totals(nanos).getJsonArray("totals").getJsonObject(index);
  }
}

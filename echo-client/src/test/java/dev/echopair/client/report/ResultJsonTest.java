package dev.echopair.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResultJsonTest {

  @Test
  void hasTheFieldsOfTheContractFirstAndInItsOrder() {
    JsonObject json = ResultJson.of(SampleResult.udp(), Percentiles.DEFAULT, List.of());
    assertEquals(
        List.of(
            "target",
            "sent",
            "received",
            "lost",
            "duplicated",
            "reordered",
            "corrupted",
            "late",
            "rate",
            "rtt_us",
            "rtt_uncorrected_us",
            "send_lag_us",
            "jitter_us"),
        List.copyOf(json.getMap().keySet()).subList(0, 13));
    assertEquals(
        List.of("min", "mean", "p50", "p90", "p99", "p99.9", "max", "stddev"),
        List.copyOf(json.getJsonObject("rtt_us").getMap().keySet()));
    assertEquals(json.encode(), new JsonObject(json.encodePrettily()).encode());
  }

  @Test
  void writesTimesInMicrosecondsAndCountsAsTheyAre() {
    JsonObject json =
        new JsonObject(
            ResultJson.of(SampleResult.udp(), Percentiles.DEFAULT, List.of()).encodePrettily());
    assertEquals("udp://127.0.0.1:7007", json.getString("target"));
    assertEquals(1000, json.getLong("sent"));
    assertEquals(100, json.getJsonObject("rate").getLong("achieved"));
    assertEquals(100, json.getJsonObject("rate").getLong("requested"));
    // The histogram keeps three significant digits: the value is the upper end of a bucket.
    assertEquals(495.103, json.getJsonObject("rtt_us").getDouble("p50"), 0.5);
    assertEquals(990, json.getJsonObject("rtt_us").getDouble("max"), 1);
    assertEquals(495, json.getJsonObject("rtt_uncorrected_us").getDouble("max"), 1);
    assertEquals(5.119, json.getJsonObject("send_lag_us").getDouble("p99"));
    assertEquals(4.2, json.getDouble("jitter_us"));
    assertEquals(1.0, json.getDouble("loss_percent"));
    assertEquals("2026-01-02T03:04:05.678Z", json.getString("started"));
    assertEquals(
        new JsonObject()
            .put("stalls", own(2, 300, 200))
            .put("gc_pauses", own(1, 1000, 1000))
            .put("slowest", 2)
            .put("slowest_in_own_stalls", 1),
        json.getJsonObject("own_share"));
    assertFalse(json.containsKey("flows"), "no list for a single flow");
    assertFalse(json.containsKey("assertions"));
  }

  @Test
  void hasPercentilesAskedForBesideTheUsualOnes() {
    JsonObject json =
        ResultJson.of(SampleResult.udp(), Percentiles.parse("99.99,25,50"), List.of());
    assertEquals(
        List.of("min", "mean", "p25", "p50", "p90", "p99", "p99.9", "p99.99", "max", "stddev"),
        List.copyOf(json.getJsonObject("rtt_us").getMap().keySet()));
  }

  @Test
  void hasNullsWhereThereIsNoData() {
    String encoded =
        ResultJson.of(SampleResult.empty(), Percentiles.DEFAULT, List.of()).encodePrettily();
    JsonObject json = new JsonObject(encoded);
    for (String name : List.of("rtt_us", "rtt_uncorrected_us", "send_lag_us")) {
      json.getJsonObject(name).forEach(each -> assertNull(each.getValue(), each.getKey()));
    }
    assertTrue(json.containsKey("jitter_us"));
    assertNull(json.getValue("jitter_us"));
    assertNull(json.getValue("loss_percent"));
    assertFalse(encoded.contains("NaN"));
    assertFalse(encoded.contains("Infinity"));
  }

  @Test
  void tellsFlowsOneByOne() {
    JsonArray flows =
        ResultJson.of(SampleResult.perFlow(4), Percentiles.DEFAULT, List.of())
            .getJsonArray("flows");
    assertEquals(4, flows.size());
    assertEquals(40_000, flows.getJsonObject(0).getInteger("local_port"));
    assertEquals("127.0.0.1:40000", flows.getJsonObject(0).getString("local"));
    assertEquals(
        Set.of("p50", "p99", "max"),
        flows.getJsonObject(0).getJsonObject("rtt_us").getMap().keySet());
    assertEquals(250, flows.getJsonObject(1).getLong("lost"));
    assertNull(flows.getJsonObject(1).getValue("jitter_us"));
    assertFalse(flows.getJsonObject(1).containsKey("rtt_us"));
    assertFalse(
        ResultJson.of(SampleResult.perFlow(1025), Percentiles.DEFAULT, List.of())
            .containsKey("flows"));
  }

  @Test
  void tellsAssertionsWithWhatWasFound() {
    List<Outcome> outcomes =
        Assertion.checkAll(Assertion.parse("lost=10,p99<1us"), SampleResult.udp());
    assertEquals(
        new JsonObject()
            .put("assertion", "lost=10")
            .put("met", true)
            .put("figure", "lost")
            .put("actual", 10L),
        ResultJson.of(SampleResult.udp(), Percentiles.DEFAULT, outcomes)
            .getJsonArray("assertions")
            .getJsonObject(0));
  }

  private static JsonObject own(int count, int total, int max) {
    return new JsonObject().put("count", count).put("total_us", total).put("max_us", max);
  }
}

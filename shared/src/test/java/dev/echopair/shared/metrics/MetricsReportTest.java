package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.testing.ReportSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricsReportTest {

  private static MetricsReport report() {
    return new MetricsReport(
        new Reporter("node-1", "client", "udp", 2, Map.of("probe", "local")),
        7,
        Instant.parse("2026-01-02T03:04:05.678Z"),
        1000,
        Map.of("received_bytes", 5L, "dropped.idle_timeout", 1L << 52),
        Map.of("connections_open", -1L),
        Map.of("rtt_ns", HistogramCodec.encode(HistogramCodec.newTimeHistogram())));
  }

  @Test
  void isJsonAsTheContractSays() {
    JsonObject json = report().toJson();
    String histogram = json.getJsonObject("histograms").getString("rtt_ns");
    assertEquals(
        "{\"version\":1,\"node\":\"node-1\",\"role\":\"client\",\"transport\":\"udp\","
            + "\"instance\":2,\"sequence\":7,\"time\":\"2026-01-02T03:04:05.678Z\","
            + "\"intervalMs\":1000,\"counters\":{\"dropped.idle_timeout\":4503599627370496,"
            + "\"received_bytes\":5},\"gauges\":{\"connections_open\":-1},"
            + "\"histograms\":{\"rtt_ns\":\""
            + histogram
            + "\"},\"labels\":{\"probe\":\"local\"}}",
        json.encode());
  }

  @Test
  void leavesLabelsOutWhereThereAreNone() {
    MetricsReport bare =
        new MetricsReport(
            new Reporter("n", "server", "tcp", 0, Map.of()),
            0,
            Instant.EPOCH,
            1,
            Map.of(),
            Map.of(),
            Map.of());
    assertFalse(bare.toJson().containsKey("labels"));
    assertEquals(bare, MetricsReport.fromJson(bare.toJson()));
    assertEquals(List.of(), ReportSchema.problemsOf(bare.toJson()));
  }

  @Test
  void comesBackFromTheWire() {
    assertEquals(report(), MetricsReport.fromJson(new JsonObject(report().toJson().encode())));
  }

  @Property(tries = 200)
  void roundTripsAndSatisfiesItsSchema(@ForAll("reports") MetricsReport report) {
    JsonObject json = new JsonObject(report.toJson().encode());
    assertEquals(List.of(), ReportSchema.problemsOf(json));
    assertEquals(report, MetricsReport.fromJson(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version",
        "node",
        "role",
        "transport",
        "instance",
        "sequence",
        "time",
        "intervalMs",
        "counters",
        "gauges",
        "histograms"
      })
  void isNoReportWithoutAnyOfItsKeys(String key) {
    JsonObject json = report().toJson();
    json.remove(key);
    assertFalse(ReportSchema.problemsOf(json).isEmpty());
    assertThrows(RuntimeException.class, () -> MetricsReport.fromJson(json));
  }

  static List<JsonObject> foreign() {
    JsonObject report = report().toJson();
    return List.of(
        new JsonObject(),
        report.copy().put("version", 2),
        report.copy().put("version", "1"),
        report.copy().put("instance", "first"),
        report.copy().put("sequence", new JsonArray()),
        report.copy().put("time", "yesterday"),
        report.copy().put("counters", new JsonObject().put("received_bytes", "5")),
        report.copy().put("counters", new JsonArray()),
        report.copy().put("gauges", 5),
        report.copy().put("gauges", new JsonObject().put("a", new JsonObject())));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void refusesJsonThatIsNoReport(JsonObject json) {
    assertFalse(ReportSchema.problemsOf(json).isEmpty());
    assertThrows(RuntimeException.class, () -> MetricsReport.fromJson(json));
  }

  @Test
  void namesTheVersionThatItCannotRead() {
    JsonObject json = report().toJson().put("version", 9);
    String message =
        assertThrows(IllegalArgumentException.class, () -> MetricsReport.fromJson(json))
            .getMessage();
    assertEquals("report of version 9, not 1", message);
  }

  static List<JsonObject> refusedBySchema() {
    JsonObject report = report().toJson();
    return List.of(
        report.copy().put("more", 1),
        report.copy().put("node", 1),
        report.copy().put("role", "proxy"),
        report.copy().put("transport", "sctp"),
        report.copy().put("sequence", -1),
        report.copy().put("instance", -1),
        report.copy().put("intervalMs", 0),
        report.copy().put("node", ""),
        report.copy().put("time", "2026-01-02T03:04:05+01:00"),
        report.copy().put("counters", new JsonObject().put("Bytes", 1)),
        report.copy().put("counters", new JsonObject().put("bytes", -1)),
        report.copy().put("histograms", new JsonObject().put("rtt", "AAAA")),
        report.copy().put("histograms", new JsonObject().put("rtt_ns", "!")),
        report.copy().put("labels", new JsonObject().put("probe", 1)));
  }

  @ParameterizedTest
  @MethodSource("refusedBySchema")
  void refusesViolationsOfItsSchema(JsonObject json) {
    assertFalse(ReportSchema.problemsOf(json).isEmpty());
  }

  @Property(tries = 300)
  void throwsNothingButRuntimeExceptionsOnForeignJson(
      @ForAll("keys") String key, @ForAll("values") Object value) {
    JsonObject json = report().toJson().put(key, value);
    try {
      MetricsReport accepted = MetricsReport.fromJson(json);
      assertEquals(accepted, MetricsReport.fromJson(accepted.toJson()));
    } catch (RuntimeException e) {
      assertTrue(json.containsKey(key));
    }
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.of(report().toJson().fieldNames());
  }

  @Provide
  Arbitrary<Object> values() {
    return Arbitraries.oneOf(
        Arbitraries.strings().map(s -> (Object) s),
        Arbitraries.longs().map(n -> (Object) n),
        Arbitraries.doubles().map(n -> (Object) n),
        Arbitraries.strings().map(s -> (Object) new JsonObject().put(s, s)),
        Arbitraries.strings().map(s -> (Object) new JsonArray().add(s)));
  }

  @Provide
  Arbitrary<MetricsReport> reports() {
    Arbitrary<String> names =
        Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(9);
    Arbitrary<Reporter> reporters =
        Combinators.combine(
                Arbitraries.strings().ofMinLength(1).ofMaxLength(20),
                Arbitraries.of("server", "client"),
                Arbitraries.of("tcp", "udp"),
                Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.maps(names, Arbitraries.strings().ofMaxLength(9)).ofMaxSize(3))
            .as(Reporter::new);
    Arbitrary<Map<String, String>> histograms =
        Arbitraries.maps(
                names.map(name -> name + "_ns"),
                Arbitraries.longs()
                    .map(
                        nanos -> {
                          var histogram = HistogramCodec.newTimeHistogram();
                          HistogramCodec.record(histogram, nanos);
                          return HistogramCodec.encode(histogram);
                        }))
            .ofMaxSize(2);
    return Combinators.combine(
            reporters,
            Arbitraries.longs().between(0, 1L << 52),
            Arbitraries.longs().between(0, 253_402_300_799_999L).map(Instant::ofEpochMilli),
            Arbitraries.longs().between(1, 3_600_000),
            Arbitraries.maps(names, Arbitraries.longs().between(0, 1L << 52)).ofMaxSize(4),
            Arbitraries.maps(names, Arbitraries.longs().between(-(1L << 52), 1L << 52))
                .ofMaxSize(4),
            histograms)
        .as(MetricsReport::new);
  }
}

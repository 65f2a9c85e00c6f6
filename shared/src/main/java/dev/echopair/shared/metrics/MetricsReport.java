package dev.echopair.shared.metrics;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One report of one verticle instance, as it travels on the bus; {@code metrics-report.schema.json}
 * defines its JSON.
 *
 * <p>Counters and histograms are cumulative since the instance started, so that a lost report loses
 * no total; {@code sequence} counts an instance's reports from 0, so that gaps show.
 *
 * @param reporter which instance reports
 * @param sequence number of the report, from 0
 * @param time when it was made
 * @param intervalMs time from one report to the next, in milliseconds
 * @param counters cumulative counts
 * @param gauges present values
 * @param histograms cumulative distributions, each encoded by {@link HistogramCodec}
 */
public record MetricsReport(
    Reporter reporter,
    long sequence,
    Instant time,
    long intervalMs,
    Map<String, Long> counters,
    Map<String, Long> gauges,
    Map<String, String> histograms) {

  /** The version of the JSON form. */
  public static final int VERSION = 1;

  /** Entries of one map beyond which JSON is no report: nobody counts so many things. */
  private static final int MAX_ENTRIES = 256;

  /** The report as JSON, keys in a stable order. */
  public JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("version", VERSION)
            .put("node", reporter.node())
            .put("role", reporter.role())
            .put("transport", reporter.transport())
            .put("instance", reporter.instance())
            .put("sequence", sequence)
            .put("time", time.truncatedTo(ChronoUnit.MILLIS).toString())
            .put("intervalMs", intervalMs)
            .put("counters", object(counters))
            .put("gauges", object(gauges))
            .put("histograms", object(histograms));
    if (!reporter.labels().isEmpty()) {
      json.put("labels", object(reporter.labels()));
    }
    return json;
  }

  /**
   * Reads a report that came over the bus.
   *
   * @throws RuntimeException when the JSON is no report: its shape or its version is another
   */
  public static MetricsReport fromJson(JsonObject json) {
    int version = json.getInteger("version");
    if (version != VERSION) {
      throw new IllegalArgumentException("report of version " + version + ", not " + VERSION);
    }
    return new MetricsReport(
        new Reporter(
            required(json.getString("node"), "node"),
            required(json.getString("role"), "role"),
            required(json.getString("transport"), "transport"),
            json.getInteger("instance"),
            map(json.getJsonObject("labels", new JsonObject()), String::valueOf)),
        json.getLong("sequence"),
        Instant.parse(json.getString("time")),
        json.getLong("intervalMs"),
        map(json.getJsonObject("counters"), MetricsReport::number),
        map(json.getJsonObject("gauges"), MetricsReport::number),
        map(json.getJsonObject("histograms"), String::valueOf));
  }

  private static String required(String value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("report without " + name);
    }
    return value;
  }

  private static Long number(Object value) {
    return ((Number) value).longValue();
  }

  private static <T> Map<String, T> map(JsonObject json, Function<Object, T> read) {
    if (json.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException("report with " + json.size() + " entries in a map");
    }
    return json.stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> read.apply(e.getValue()), (a, b) -> b, TreeMap::new));
  }

  private static JsonObject object(Map<String, ?> map) {
    return new JsonObject(new LinkedHashMap<>(new TreeMap<>(map)));
  }
}

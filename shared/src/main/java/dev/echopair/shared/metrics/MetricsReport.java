package dev.echopair.shared.metrics;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One report of one verticle instance, in its form on the bus; {@code metrics-report.schema.json}
 * defines its JSON.
 *
 * <p>Counters and histograms are cumulative since the instance started, so that a lost report loses
 * no count; {@code sequence} numbers the reports of an instance from 0, so that gaps are visible.
 *
 * @param reporter the instance that reports
 * @param sequence number of the report, from 0
 * @param time time at which the report was made
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

  /** The largest number of entries in one map of a report. */
  private static final int MAX_ENTRIES = 256;

  /** The longest node name or label. */
  private static final int MAX_TEXT_LENGTH = 1024;

  /** The largest whole number that JSON carries exactly everywhere. */
  private static final long MAX_COUNT = 1L << 53;

  private static final long MAX_INTERVAL_MILLIS = 86_400_000;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Set<String> ROLES = Set.of("server", "client");
  private static final Set<String> TRANSPORTS = Set.of("tcp", "udp");

  // The schema's patterns.
  private static final Pattern COUNTER_NAME =
      Pattern.compile("[a-z][a-z0-9_]{0,63}(\\.[a-z][a-z0-9_]{0,63})?");
  private static final Pattern GAUGE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern HISTOGRAM_NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}_ns");
  private static final Pattern ANY_NAME = Pattern.compile(".{1,64}");

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
   * Reads a report that arrived over the bus.
   *
   * @throws RuntimeException when the JSON is not a report of this version
   */
  public static MetricsReport fromJson(JsonObject json) {
    long version = whole(json.getValue("version"), 0, MAX_COUNT);
    if (version != VERSION) {
      throw new IllegalArgumentException("report of version " + version + ", not " + VERSION);
    }
    return new MetricsReport(
        new Reporter(
            nodeName(json.getValue("node")),
            oneOf(ROLES, json.getString("role")),
            oneOf(TRANSPORTS, json.getString("transport")),
            (int) whole(json.getValue("instance"), 0, Integer.MAX_VALUE),
            map(json.getJsonObject("labels", new JsonObject()), ANY_NAME, MetricsReport::text)),
        whole(json.getValue("sequence"), 0, MAX_COUNT),
        time(json.getString("time")),
        whole(json.getValue("intervalMs"), 1, MAX_INTERVAL_MILLIS),
        map(json.getJsonObject("counters"), COUNTER_NAME, value -> whole(value, 0, MAX_COUNT)),
        map(json.getJsonObject("gauges"), GAUGE_NAME, value -> whole(value, -MAX_COUNT, MAX_COUNT)),
        map(json.getJsonObject("histograms"), HISTOGRAM_NAME, String.class::cast));
  }

  private static String nodeName(Object value) {
    String name = text(value);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("report without the name of a node");
    }
    return name;
  }

  private static String text(Object value) {
    if (value instanceof String text && text.length() <= MAX_TEXT_LENGTH) {
      return text;
    }
    throw new IllegalArgumentException("report with an overlong text, or something else");
  }

  private static String oneOf(Set<String> allowed, String value) {
    if (value == null || !allowed.contains(value)) {
      throw new IllegalArgumentException("report of '" + value + "', none of " + allowed);
    }
    return value;
  }

  private static long whole(Object value, long min, long max) {
    if (value instanceof Long || value instanceof Integer) {
      long number = ((Number) value).longValue();
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw new IllegalArgumentException("report with " + value + ", not a whole number in range");
  }

  private static Instant time(String text) {
    Instant time = Instant.parse(text);
    if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
      throw new IllegalArgumentException("report of the year " + time);
    }
    return time;
  }

  private static <T> Map<String, T> map(JsonObject json, Pattern names, Function<Object, T> read) {
    if (json.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException("report with " + json.size() + " entries in a map");
    }
    Map<String, T> map = new TreeMap<>();
    for (Map.Entry<String, Object> entry : json) {
      if (!names.matcher(entry.getKey()).matches()) {
        throw new IllegalArgumentException("report with an entry '" + entry.getKey() + "'");
      }
      map.put(entry.getKey(), read.apply(entry.getValue()));
    }
    return map;
  }

  private static JsonObject object(Map<String, ?> map) {
    return new JsonObject(new LinkedHashMap<>(new TreeMap<>(map)));
  }
}

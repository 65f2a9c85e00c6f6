package dev.echopair.client.watch;

import dev.echopair.shared.metrics.Metric;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The values of totals that {@code watch} shows. Ignores values that are missing or have another
 * type, because the totals may come from another version or from another program.
 *
 * @param viewer the node that made the totals
 * @param time when the node made the totals
 * @param received number of reports that the node received
 * @param lost number of reports that were lost
 * @param ignored number of reports that the node ignored
 * @param totals one row for each role and transport
 * @param nodes the nodes; those that are gone come last
 */
record TotalsView(
    String viewer,
    Optional<Instant> time,
    long received,
    long lost,
    long ignored,
    List<Row> totals,
    List<Node> nodes) {

  private static final int VERSION = 1;

  /** A node and its instances. */
  record Node(String name, boolean up, Optional<Instant> lastSeen, List<Row> instances) {}

  /**
   * Identifies a row in all views.
   *
   * @param node the node of an instance; empty for a total
   * @param name the name of the row, such as {@code server tcp}
   */
  record Key(Optional<String> node, String name) {}

  /**
   * One line of numbers.
   *
   * @param key identifies the row
   * @param name the name of the row
   * @param up whether reports still arrive
   * @param instances number of instances in a total; 1 for an instance
   * @param counters cumulative counts by name on the bus
   * @param gauges current values by name on the bus
   * @param rates per second by counter
   * @param recent percentiles of the round-trip times of the last interval, in microseconds
   */
  record Row(
      Key key,
      String name,
      boolean up,
      int instances,
      Map<String, Double> counters,
      Map<String, Double> gauges,
      Map<String, Double> rates,
      Map<String, Double> recent) {

    OptionalDouble rate(Metric counter) {
      return value(rates, counter.busName());
    }

    OptionalDouble gauge(Metric gauge) {
      return value(gauges, gauge.busName());
    }

    OptionalDouble counter(Metric counter) {
      return value(counters, counter.busName());
    }

    OptionalDouble recent(String percentile) {
      return value(recent, percentile);
    }

    private static OptionalDouble value(Map<String, Double> map, String name) {
      Double value = map.get(name);
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  /** Returns whether a JSON object is totals of the supported version. */
  static boolean isTotals(JsonObject json) {
    return json.getValue("version") instanceof Number version
        && version.intValue() == VERSION
        && json.getValue("nodes") instanceof JsonArray
        && json.getValue("totals") instanceof JsonArray;
  }

  static TotalsView of(JsonObject json) {
    Map<String, Double> reports = numbers(json.getValue("reports"));
    return new TotalsView(
        text(json, "node"),
        instant(json, "time"),
        reports.getOrDefault("received", 0.0).longValue(),
        reports.getOrDefault("lost", 0.0).longValue(),
        reports.getOrDefault("ignored", 0.0).longValue(),
        objects(json.getValue("totals")).stream().map(TotalsView::total).toList(),
        objects(json.getValue("nodes")).stream().map(TotalsView::node).toList());
  }

  private static Row total(JsonObject json) {
    int instances = json.getValue("instances") instanceof Number number ? number.intValue() : 0;
    return row(Optional.empty(), kind(json), instances > 0, instances, json);
  }

  private static Node node(JsonObject json) {
    String name = text(json, "node");
    return new Node(
        name,
        "up".equals(json.getValue("state")),
        instant(json, "lastSeen"),
        objects(json.getValue("instances")).stream().map(each -> instance(name, each)).toList());
  }

  private static Row instance(String node, JsonObject json) {
    String name = kind(json) + " #" + (json.getValue("instance") instanceof Number n ? n : "?");
    String probe =
        json.getValue("labels") instanceof JsonObject labels
                && labels.getValue("probe") instanceof String label
            ? " " + label
            : "";
    return row(Optional.of(node), name + probe, "up".equals(json.getValue("state")), 1, json);
  }

  private static Row row(
      Optional<String> node, String name, boolean up, int instances, JsonObject json) {
    Object latency =
        json.getValue("latencyRecent") instanceof JsonObject recent
            ? recent.getValue(Metric.RTT.latencyName())
            : null;
    return new Row(
        new Key(node, name),
        name,
        up,
        instances,
        numbers(json.getValue("counters")),
        numbers(json.getValue("gauges")),
        numbers(json.getValue("rates")),
        numbers(latency));
  }

  private static String kind(JsonObject json) {
    return text(json, "role") + " " + text(json, "transport");
  }

  private static String text(JsonObject json, String name) {
    return json.getValue(name) instanceof String text ? text : "?";
  }

  private static Optional<Instant> instant(JsonObject json, String name) {
    try {
      return Optional.of(Instant.parse(text(json, name)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static List<JsonObject> objects(Object value) {
    return value instanceof JsonArray array
        ? array.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList()
        : List.of();
  }

  private static Map<String, Double> numbers(Object value) {
    Map<String, Double> numbers = new TreeMap<>();
    if (value instanceof JsonObject json) {
      json.forEach(
          entry -> {
            if (entry.getValue() instanceof Number number
                && Double.isFinite(number.doubleValue())) {
              numbers.put(entry.getKey(), number.doubleValue());
            }
          });
    }
    return numbers;
  }
}

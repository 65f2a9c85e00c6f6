package dev.echopair.shared.metrics;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * One node's view of all nodes merged, in the form that is published at {@link BusAddress#TOTALS};
 * {@code metrics-totals.schema.json} defines its JSON. Times in microseconds, rates per second.
 */
public final class Totals {

  /** The version of the JSON form. */
  public static final int VERSION = 1;

  private static final double NANOS_PER_MICRO = 1_000.0;

  private final String viewer;
  private final Instant time;
  private final long intervalMs;
  private final long receivedReports;
  private final long lostReports;
  private final long ignoredReports;
  private final List<Sum> sums;
  private final List<NodeState> nodes;
  private final long nowNanos;

  Totals(
      String viewer,
      Instant time,
      long intervalMs,
      long receivedReports,
      long lostReports,
      long ignoredReports,
      List<Sum> sums,
      List<NodeState> nodes,
      long nowNanos) {
    this.viewer = viewer;
    this.time = time;
    this.intervalMs = intervalMs;
    this.receivedReports = receivedReports;
    this.lostReports = lostReports;
    this.ignoredReports = ignoredReports;
    this.sums = sums;
    this.nodes = nodes;
    this.nowNanos = nowNanos;
  }

  /** Returns the view as JSON. Call it before the next report changes the underlying state. */
  public JsonObject toJson() {
    JsonArray totals = new JsonArray();
    sums.stream().map(Sum::toJson).sorted(byRoleAndTransport()).forEach(totals::add);
    JsonArray seen = new JsonArray();
    nodes.stream()
        .sorted(Comparator.comparing(NodeState::gone).thenComparing(NodeState::name))
        .map(this::node)
        .forEach(seen::add);
    return new JsonObject()
        .put("version", VERSION)
        .put("node", viewer)
        .put("time", text(time))
        .put("intervalMs", intervalMs)
        .put(
            "reports",
            new JsonObject()
                .put("received", receivedReports)
                .put("lost", lostReports)
                .put("ignored", ignoredReports))
        .put("totals", totals)
        .put("nodes", seen);
  }

  private JsonObject node(NodeState node) {
    JsonArray instances = new JsonArray();
    node.instances().stream()
        .map(each -> instance(node, each))
        .sorted(byRoleAndTransport().thenComparing(json -> json.getInteger("instance")))
        .forEach(instances::add);
    return new JsonObject()
        .put("node", node.name())
        .put("state", node.gone() ? "gone" : "up")
        .put("lastSeen", text(node.lastSeen()))
        .put("instances", instances);
  }

  private JsonObject instance(NodeState node, InstanceState instance) {
    MetricsReport report = instance.last();
    boolean present = !node.gone() && !NodeState.isSilent(instance, nowNanos);
    return new JsonObject()
        .put("role", report.reporter().role())
        .put("transport", report.reporter().transport())
        .put("instance", report.reporter().instance())
        .put("labels", object(report.reporter().labels()))
        .put("state", present ? "up" : "gone")
        .put("sequence", report.sequence())
        .put("lostReports", instance.lostReports())
        .put("counters", object(report.counters()))
        .put("gauges", object(present ? report.gauges() : Map.of()))
        .put("rates", rounded(present ? instance.currentRates() : Map.of()))
        .put("latency", latency(instance.histograms()))
        .put("latencyRecent", latency(present ? instance.recent() : Map.of()));
  }

  private static Comparator<JsonObject> byRoleAndTransport() {
    return Comparator.comparing((JsonObject json) -> json.getString("role"))
        .reversed()
        .thenComparing(json -> json.getString("transport"));
  }

  /** Percentiles of distributions by {@link Metric#latencyName}. */
  static JsonObject latency(Map<String, Histogram> histograms) {
    JsonObject latency = new JsonObject();
    new TreeMap<>(histograms)
        .forEach(
            (name, histogram) -> {
              if (histogram.getTotalCount() > 0) {
                latency.put(Metric.latencyName(name), percentiles(histogram));
              }
            });
    return latency;
  }

  private static JsonObject percentiles(Histogram histogram) {
    return new JsonObject()
        .put("count", histogram.getTotalCount())
        .put("min", micros(histogram.getMinValue()))
        .put("mean", micros(histogram.getMean()))
        .put("p50", micros(histogram.getValueAtPercentile(50)))
        .put("p90", micros(histogram.getValueAtPercentile(90)))
        .put("p99", micros(histogram.getValueAtPercentile(99)))
        .put("p99.9", micros(histogram.getValueAtPercentile(99.9)))
        .put("max", micros(histogram.getMaxValue()));
  }

  private static double micros(long nanos) {
    return micros((double) nanos);
  }

  private static double micros(double nanos) {
    return Math.round(nanos / NANOS_PER_MICRO * 10) / 10.0;
  }

  static JsonObject object(Map<String, ?> map) {
    JsonObject json = new JsonObject();
    new TreeMap<>(map).forEach(json::put);
    return json;
  }

  static JsonObject rounded(Map<String, Double> rates) {
    JsonObject json = new JsonObject();
    new TreeMap<>(rates).forEach((name, rate) -> json.put(name, Math.round(rate * 10) / 10.0));
    return json;
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}

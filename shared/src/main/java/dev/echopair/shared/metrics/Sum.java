package dev.echopair.shared.metrics;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** All instances of one role and transport added up. For one thread. */
final class Sum {

  private final String role;
  private final String transport;
  private final Map<String, Long> counters = new TreeMap<>();
  private final Map<String, Histogram> histograms = new HashMap<>();
  private final Map<String, Long> gauges = new TreeMap<>();
  private final Map<String, Double> rates = new TreeMap<>();
  private final Map<String, Histogram> recent = new HashMap<>();

  private int instances;

  private Sum(String role, String transport) {
    this.role = role;
    this.transport = transport;
  }

  /** An empty one for instances such as this. */
  static Sum of(InstanceState instance) {
    Reporter reporter = instance.last().reporter();
    return new Sum(reporter.role(), reporter.transport());
  }

  /** The same for all instances that are added up in one. */
  static String key(InstanceState instance) {
    Reporter reporter = instance.last().reporter();
    return reporter.role() + '.' + reporter.transport();
  }

  /** Adds what stays when an instance is gone: what it counted and timed. */
  void addFinal(InstanceState instance) {
    instance.last().counters().forEach((name, value) -> counters.merge(name, value, Long::sum));
    instance.histograms().forEach((name, histogram) -> add(histograms, name, histogram));
  }

  /** Takes out what {@link #addFinal} added. */
  void removeFinal(InstanceState instance) {
    instance.last().counters().forEach((name, value) -> counters.merge(name, -value, Long::sum));
    instance.histograms().forEach((name, histogram) -> histograms.get(name).subtract(histogram));
  }

  /** Adds what an instance that is there contributes to the present: gauges and rates. */
  void addPresent(InstanceState instance) {
    instances++;
    instance.last().gauges().forEach((name, value) -> gauges.merge(name, value, Long::sum));
    instance.currentRates().forEach((name, value) -> rates.merge(name, value, Double::sum));
    instance.recent().forEach((name, histogram) -> add(recent, name, histogram));
  }

  Sum copy() {
    Sum copy = new Sum(role, transport);
    copy.counters.putAll(counters);
    histograms.forEach((name, histogram) -> copy.histograms.put(name, histogram.copy()));
    return copy;
  }

  JsonObject toJson() {
    JsonObject encoded = new JsonObject();
    histograms.forEach((name, histogram) -> encoded.put(name, HistogramCodec.encode(histogram)));
    return new JsonObject()
        .put("role", role)
        .put("transport", transport)
        .put("instances", instances)
        .put("counters", Totals.object(counters))
        .put("gauges", Totals.object(gauges))
        .put("rates", Totals.rounded(rates))
        .put("histograms", encoded)
        .put("latency", Totals.latency(histograms))
        .put("latencyRecent", Totals.latency(recent));
  }

  private static void add(Map<String, Histogram> into, String name, Histogram histogram) {
    Histogram sum = into.computeIfAbsent(name, key -> HistogramCodec.newTimeHistogram());
    sum.add(histogram);
  }
}

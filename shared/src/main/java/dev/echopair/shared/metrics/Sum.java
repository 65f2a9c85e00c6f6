package dev.echopair.shared.metrics;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** The instances that have the same labels, added up. For one thread. */
public final class Sum {

  private final Map<String, String> labels;
  private final Map<String, Long> counters = new TreeMap<>();
  private final Map<String, Histogram> histograms = new HashMap<>();
  private final Map<String, Long> gauges = new TreeMap<>();
  private final Map<String, Double> rates = new TreeMap<>();
  private final Map<String, Histogram> recent = new HashMap<>();

  private int instances;

  /** An empty sum of instances with these labels: {@code role}, {@code transport}, and others. */
  Sum(Map<String, String> labels) {
    this.labels = labels;
  }

  /** The labels that all its instances have: {@code role}, {@code transport}, and others. */
  public Map<String, String> labels() {
    return Collections.unmodifiableMap(labels);
  }

  /** Cumulative counts by name on the bus, those of instances that are gone included. */
  public Map<String, Long> counters() {
    return Collections.unmodifiableMap(counters);
  }

  /** Present values by name on the bus. */
  public Map<String, Long> gauges() {
    return Collections.unmodifiableMap(gauges);
  }

  /** Cumulative distributions by name on the bus, those of instances that are gone included. */
  public Map<String, Histogram> histograms() {
    return Collections.unmodifiableMap(histograms);
  }

  /** Adds the counts and times of an instance, which stay when the instance is gone. */
  void addFinal(InstanceState instance) {
    instance.last().counters().forEach((name, value) -> counters.merge(name, value, Sum::added));
    instance.histograms().forEach((name, histogram) -> add(histograms, name, histogram));
  }

  /** Takes out what {@link #addFinal} added. */
  void removeFinal(InstanceState instance) {
    instance.last().counters().forEach((name, value) -> counters.merge(name, -value, Long::sum));
    instance.histograms().forEach((name, histogram) -> histograms.get(name).subtract(histogram));
  }

  /** Adds the gauges and rates of an instance that still reports. */
  void addPresent(InstanceState instance) {
    instances++;
    instance.last().gauges().forEach((name, value) -> gauges.merge(name, value, Sum::added));
    instance.currentRates().forEach((name, value) -> rates.merge(name, value, Double::sum));
    instance.recent().forEach((name, histogram) -> add(recent, name, histogram));
  }

  Sum copy() {
    Sum copy = new Sum(labels);
    copy.counters.putAll(counters);
    histograms.forEach((name, histogram) -> copy.histograms.put(name, histogram.copy()));
    return copy;
  }

  JsonObject toJson() {
    JsonObject encoded = new JsonObject();
    histograms.forEach((name, histogram) -> encoded.put(name, HistogramCodec.encode(histogram)));
    return new JsonObject()
        .put("role", labels.get(Grouping.ROLE))
        .put("transport", labels.get(Grouping.TRANSPORT))
        .put("instances", instances)
        .put("counters", Totals.object(counters))
        .put("gauges", Totals.object(gauges))
        .put("rates", Totals.rounded(rates))
        .put("histograms", encoded)
        .put("latency", Totals.latency(histograms))
        .put("latencyRecent", Totals.latency(recent));
  }

  /**
   * Adds without overflow: values from the bus may be large, and a sum stops at the largest number.
   */
  private static long added(long a, long b) {
    long sum = a + b;
    boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
    return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  private static void add(Map<String, Histogram> into, String name, Histogram histogram) {
    Histogram sum = into.computeIfAbsent(name, key -> HistogramCodec.newTimeHistogram());
    sum.add(histogram);
  }
}

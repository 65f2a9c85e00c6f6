package dev.echopair.shared.management;

import dev.echopair.shared.metrics.NodeReports;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The reports of this node in Prometheus' terms: {@code received_bytes} becomes {@code
 * echo_received_bytes_total}, {@code dropped.idle_timeout} becomes {@code
 * echo_dropped_total{reason="idle_timeout"}}, {@code rtt_ns} becomes the histogram {@code
 * echo_rtt_seconds}. Each node exposes its own alone, so that a sum over scraped nodes is right.
 *
 * <p>Called on the event loop that the reports come in on.
 */
final class PrometheusReports implements MultiCollector {

  private static final String PREFIX = "echo_";
  private static final double NANOS_PER_SECOND = 1e9;

  /** Upper bounds in seconds: 10 us to 10 s, three a decade. */
  private static final double[] BOUNDS = {
    0.00001,
    0.000025,
    0.00005,
    0.0001,
    0.00025,
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    5,
    10,
    Double.POSITIVE_INFINITY
  };

  private static final Map<String, String> HELP =
      Map.ofEntries(
          Map.entry("received_bytes", "Bytes received in payloads"),
          Map.entry("sent_bytes", "Bytes handed to sockets in payloads"),
          Map.entry("received_messages", "Datagrams, or reads from TCP connections, or replies"),
          Map.entry("sent_messages", "Datagrams, or writes to TCP connections, or probes"),
          Map.entry("connections", "TCP connections accepted or made"),
          Map.entry("connections_open", "TCP connections that are open"),
          Map.entry("dropped", "Connections, messages and datagrams dropped, by reason"),
          Map.entry("lost_messages", "Probes without an answer in time"),
          Map.entry("late_messages", "Answers that came after the probe was given up"),
          Map.entry("duplicated_messages", "Answers to probes that were answered already"),
          Map.entry("reordered_messages", "Answers behind one to a later probe (RFC 4737)"),
          Map.entry("corrupted_messages", "Answers that differ from the probe"),
          Map.entry("refused_messages", "Probes that ICMP port unreachable came back for"),
          Map.entry("unsent_messages", "Probes that could not be sent"),
          Map.entry("in_flight", "Probes that are waited for"),
          Map.entry("rtt_ns", "Round-trip time from the intended send time"),
          Map.entry("send_lag_ns", "Lateness of sending: the client's own share of round trips"));

  private final NodeReports reports;

  PrometheusReports(NodeReports reports) {
    this.reports = reports;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, CounterSnapshot.Builder> counters = new TreeMap<>();
    Map<String, GaugeSnapshot.Builder> gauges = new TreeMap<>();
    Map<String, HistogramSnapshot.Builder> histograms = new TreeMap<>();
    for (NodeReports.Group group : reports.groups()) {
      Labels labels = labels(group.labels());
      group.counters().forEach((name, value) -> addCounter(counters, name, labels, value));
      group.gauges().forEach((name, value) -> addGauge(gauges, name, labels, value));
      group.histograms().forEach((name, value) -> addHistogram(histograms, name, labels, value));
    }
    List<MetricSnapshot> all = new ArrayList<>();
    counters.values().forEach(each -> all.add(each.build()));
    gauges.values().forEach(each -> all.add(each.build()));
    histograms.values().forEach(each -> all.add(each.build()));
    return new MetricSnapshots(all);
  }

  private static void addCounter(
      Map<String, CounterSnapshot.Builder> counters, String name, Labels labels, long value) {
    int dot = name.indexOf('.');
    String base = dot < 0 ? name : name.substring(0, dot);
    Labels all = dot < 0 ? labels : labels.add("reason", name.substring(dot + 1));
    counters
        .computeIfAbsent(base, key -> CounterSnapshot.builder().name(PREFIX + key).help(help(key)))
        .dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .value((double) value)
                .labels(all)
                .build());
  }

  private static void addGauge(
      Map<String, GaugeSnapshot.Builder> gauges, String name, Labels labels, long value) {
    gauges
        .computeIfAbsent(name, key -> GaugeSnapshot.builder().name(PREFIX + key).help(help(key)))
        .dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .value((double) value)
                .labels(labels)
                .build());
  }

  private static void addHistogram(
      Map<String, HistogramSnapshot.Builder> histograms,
      String name,
      Labels labels,
      Histogram histogram) {
    histograms
        .computeIfAbsent(
            name,
            key ->
                HistogramSnapshot.builder()
                    .name(PREFIX + key.replaceAll("_ns$", "_seconds"))
                    .help(help(key)))
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets(histogram))
                .sum(histogram.getMean() * histogram.getTotalCount() / NANOS_PER_SECOND)
                .labels(labels)
                .build());
  }

  private static ClassicHistogramBuckets buckets(Histogram histogram) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    long below = 0;
    for (double bound : BOUNDS) {
      long upTo =
          Double.isInfinite(bound)
              ? histogram.getTotalCount()
              : histogram.getCountBetweenValues(0, (long) (bound * NANOS_PER_SECOND));
      buckets.bucket(bound, upTo - below);
      below = upTo;
    }
    return buckets.build();
  }

  private static Labels labels(Map<String, String> labels) {
    Labels.Builder builder = Labels.builder();
    labels.forEach(builder::label);
    return builder.build();
  }

  private static String help(String name) {
    return HELP.getOrDefault(name, name.replace('_', ' '));
  }
}

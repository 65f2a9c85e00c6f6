package dev.echopair.shared.management;

import dev.echopair.shared.metrics.Aggregator;
import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.metrics.Metric;
import dev.echopair.shared.metrics.Sum;
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
import org.HdrHistogram.Histogram;

/**
 * The metrics of this node's own verticles in the Prometheus format, named by {@link
 * Metric#prometheusName}. The counter of drops has the label {@code reason}. Names and reasons that
 * {@link Metric} and {@link DropReason} do not define are left out. Each node exposes only its own
 * metrics, so that a sum over all scraped nodes is correct.
 *
 * <p>Called on the event loop that receives the reports.
 */
final class PrometheusReports implements MultiCollector {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Upper bounds in seconds: 10 us to 10 s, three per decade. */
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

  private final Aggregator own;

  PrometheusReports(Aggregator own) {
    this.own = own;
  }

  @Override
  public MetricSnapshots collect() {
    List<Sum> sums = own.sums(System.nanoTime());
    List<MetricSnapshot> all = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      MetricSnapshot snapshot =
          switch (metric.kind()) {
            case COUNTER -> counter(metric, sums);
            case GAUGE -> gauge(metric, sums);
            case HISTOGRAM -> histogram(metric, sums);
          };
      if (!snapshot.getDataPoints().isEmpty()) {
        all.add(snapshot);
      }
    }
    return new MetricSnapshots(all);
  }

  private static CounterSnapshot counter(Metric metric, List<Sum> sums) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name(metric.prometheusBaseName()).help(metric.help());
    for (Sum sum : sums) {
      if (metric == Metric.DROPPED) {
        for (DropReason reason : DropReason.values()) {
          Labels labels = labels(sum).add("reason", reason.label());
          addTo(counter, labels, sum.counters().get(reason.counterName()));
        }
      } else {
        addTo(counter, labels(sum), sum.counters().get(metric.busName()));
      }
    }
    return counter.build();
  }

  private static void addTo(CounterSnapshot.Builder counter, Labels labels, Long value) {
    if (value != null) {
      counter.dataPoint(
          CounterSnapshot.CounterDataPointSnapshot.builder()
              .value((double) value)
              .labels(labels)
              .build());
    }
  }

  private static GaugeSnapshot gauge(Metric metric, List<Sum> sums) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name(metric.prometheusBaseName()).help(metric.help());
    for (Sum sum : sums) {
      Long value = sum.gauges().get(metric.busName());
      if (value != null) {
        gauge.dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .value((double) value)
                .labels(labels(sum))
                .build());
      }
    }
    return gauge.build();
  }

  private static HistogramSnapshot histogram(Metric metric, List<Sum> sums) {
    HistogramSnapshot.Builder snapshot =
        HistogramSnapshot.builder().name(metric.prometheusBaseName()).help(metric.help());
    for (Sum sum : sums) {
      Histogram histogram = sum.histograms().get(metric.busName());
      if (histogram != null) {
        snapshot.dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets(histogram))
                .sum(histogram.getMean() * histogram.getTotalCount() / NANOS_PER_SECOND)
                .labels(labels(sum))
                .build());
      }
    }
    return snapshot.build();
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

  private static Labels labels(Sum sum) {
    Labels.Builder labels = Labels.builder();
    sum.labels().forEach(labels::label);
    return labels.build();
  }
}

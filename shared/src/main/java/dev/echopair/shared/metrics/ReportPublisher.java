package dev.echopair.shared.metrics;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Publishes a verticle's reports, one per interval and a last one when it stops.
 *
 * <p>Belongs to the verticle's event loop: the counters are read and written on the same thread and
 * need no lock.
 */
public final class ReportPublisher {

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Reporter reporter;
  private final Supplier<Measurements> source;
  private final String address;

  private Duration interval;
  private long sequence;
  private long timer = NO_TIMER;

  /**
   * Prepares reports.
   *
   * @param interval time from one report to the next
   * @param source called on the event loop, once per report
   */
  public ReportPublisher(
      Vertx vertx, Reporter reporter, Duration interval, Supplier<Measurements> source) {
    this.vertx = vertx;
    this.reporter = reporter;
    this.interval = interval;
    this.source = source;
    this.address = BusAddress.reports(reporter.role(), reporter.transport());
  }

  /** Starts reporting; call on the verticle's event loop. */
  public void start() {
    timer = vertx.setPeriodic(interval.toMillis(), id -> publish());
  }

  /** Changes the interval of a running publisher; call on the verticle's event loop. */
  public void changeInterval(Duration changed) {
    if (!changed.equals(interval)) {
      interval = changed;
      vertx.cancelTimer(timer);
      start();
    }
  }

  /** Publishes the last report and stops; call on the verticle's event loop. */
  public void stop() {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
      Measurements last = source.get();
      send(last, encoded(last.histograms()), Instant.now());
    }
  }

  /**
   * Encodes histograms on another thread: the encoding takes milliseconds and must not block the
   * event loop.
   */
  private void publish() {
    Measurements measured = source.get();
    Instant now = Instant.now();
    if (measured.histograms().isEmpty()) {
      send(measured, Map.of(), now);
      return;
    }
    Map<String, Histogram> copies = new HashMap<>();
    measured.histograms().forEach((name, histogram) -> copies.put(name, histogram.copy()));
    vertx
        .executeBlocking(() -> encoded(copies))
        .onSuccess(
            histograms -> {
              // When stopped, the last report has overtaken this one and contains its counts.
              if (timer != NO_TIMER) {
                send(measured, histograms, now);
              }
            });
  }

  private static Map<String, String> encoded(Map<String, Histogram> histograms) {
    return histograms.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> HistogramCodec.encode(e.getValue())));
  }

  private void send(Measurements measured, Map<String, String> histograms, Instant time) {
    MetricsReport report =
        new MetricsReport(
            reporter,
            sequence++,
            time,
            interval.toMillis(),
            measured.counters(),
            measured.gauges(),
            histograms);
    vertx.eventBus().publish(address, report.toJson());
    OwnAddress.publish(vertx, OwnAddress.reports(vertx), report.toJson());
  }
}

package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.Await;
import dev.echopair.shared.testing.ReportSchema;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReportPublisherTest {

  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofHours(1);

  private final BlockingQueue<MetricsReport> published = new LinkedBlockingQueue<>();
  private final Histogram histogram = HistogramCodec.newTimeHistogram();
  private long measurements;
  private Vertx vertx;
  private Context context;
  private Reporter reporter;

  @BeforeEach
  void subscribe() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    reporter = Reporter.next(vertx, "server", "udp", Map.of());
    Await.result(
        vertx
            .eventBus()
            .<JsonObject>consumer("echo.metrics.server.udp")
            .handler(
                message -> {
                  assertEquals(List.of(), ReportSchema.problemsOf(message.body()));
                  published.add(MetricsReport.fromJson(message.body()));
                })
            .completion());
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  private ReportPublisher publisher(Duration interval) {
    return new ReportPublisher(
        vertx,
        reporter,
        interval,
        () -> {
          measurements++;
          HistogramCodec.record(histogram, 1_000_000);
          return new Measurements(
              Map.of("received_bytes", measurements * 10),
              Map.of("connections_open", 3L),
              Map.of("rtt_ns", histogram));
        });
  }

  private void onLoop(Runnable action) {
    Callable<Void> callable =
        () -> {
          action.run();
          return null;
        };
    Await.result(
        Future.<Void>future(
            promise ->
                context.runOnContext(
                    v -> {
                      try {
                        promise.complete(callable.call());
                      } catch (Exception e) {
                        promise.fail(e);
                      }
                    })));
  }

  private static final long MARKER = 1L << 52;

  private MetricsReport next() throws InterruptedException {
    MetricsReport report = published.poll(30, TimeUnit.SECONDS);
    assertTrue(report != null, "no report within 30 s");
    return report;
  }

  /** Waits until every earlier report has been delivered. */
  private void flush() throws InterruptedException {
    Await.result(
        vertx
            .eventBus()
            .<JsonObject>consumer("flush")
            .handler(message -> message.reply(null))
            .completion());
    onLoop(() -> vertx.eventBus().publish("echo.metrics.server.udp", marker()));
    while (next().sequence() != MARKER) {
      assertTrue(published.size() < 100_000);
    }
  }

  private JsonObject marker() {
    return new MetricsReport(
            reporter, MARKER, java.time.Instant.EPOCH, 1, Map.of(), Map.of(), Map.of())
        .toJson();
  }

  @Test
  void numbersReportsFromZeroWithoutGaps() throws InterruptedException {
    ReportPublisher publisher = publisher(SHORT);
    onLoop(publisher::start);
    List<Long> sequences =
        List.of(next().sequence(), next().sequence(), next().sequence(), next().sequence());
    onLoop(publisher::stop);
    assertEquals(LongStream.range(0, 4).boxed().toList(), sequences);
  }

  @Test
  void reportsWhatWasMeasuredSinceTheStart() throws InterruptedException {
    ReportPublisher publisher = publisher(SHORT);
    onLoop(publisher::start);
    MetricsReport first = next();
    MetricsReport second = next();
    onLoop(publisher::stop);
    assertEquals(Map.of("received_bytes", 10L), first.counters());
    assertEquals(Map.of("received_bytes", 20L), second.counters());
    assertEquals(Map.of("connections_open", 3L), second.gauges());
    assertEquals(1, HistogramCodec.decode(first.histograms().get("rtt_ns")).getTotalCount());
    assertEquals(2, HistogramCodec.decode(second.histograms().get("rtt_ns")).getTotalCount());
    assertEquals(10, first.intervalMs());
    assertEquals(reporter, first.reporter());
  }

  @Test
  void publishesALastReportWhenItStops() throws InterruptedException {
    ReportPublisher publisher = publisher(LONG);
    onLoop(publisher::start);
    onLoop(publisher::stop);
    assertEquals(0, next().sequence());
  }

  @Test
  void stopsOnce() throws InterruptedException {
    ReportPublisher publisher = publisher(LONG);
    onLoop(publisher::start);
    onLoop(publisher::stop);
    onLoop(publisher::stop);
    assertEquals(0, next().sequence());
    flush();
    assertEquals(1, measurements);
  }

  @Test
  void publishesNothingWhenItNeverStarted() throws InterruptedException {
    onLoop(publisher(LONG)::stop);
    flush();
    assertEquals(0, measurements);
    assertNull(published.poll());
  }

  @Test
  void changesItsIntervalWhileItRunsAndCountsOn() throws InterruptedException {
    ReportPublisher publisher = publisher(LONG);
    onLoop(publisher::start);
    onLoop(() -> publisher.changeInterval(SHORT));
    assertEquals(0, next().sequence());
    MetricsReport second = next();
    assertEquals(1, second.sequence());
    assertEquals(10, second.intervalMs());
    onLoop(() -> publisher.changeInterval(LONG));
    onLoop(publisher::stop);
    MetricsReport last = next();
    // Another thread encodes the earlier reports: they arrive later, or not at all when the last
    // report overtakes them.
    while (last.counters().get("received_bytes") < measurements * 10) {
      last = next();
    }
    assertTrue(last.sequence() > second.sequence());
    assertEquals(3_600_000, last.intervalMs());
  }
}

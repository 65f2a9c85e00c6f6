package dev.echopair.shared.metrics;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Makes reports like those of the verticles, one per second from a fixed instant on. */
final class SampleReport {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final long SECOND_NANOS = 1_000_000_000L;

  private SampleReport() {}

  /** A report of a server's TCP instance with this count of received messages. */
  static JsonObject server(String node, int instance, long sequence, long received) {
    return report(
        new Reporter(node, "server", "tcp", instance, Map.of()), sequence, received, Map.of());
  }

  /** A report of a client's UDP probe with all round-trip times so far, in microseconds. */
  static JsonObject client(String node, int instance, long sequence, long... rttMicros) {
    Histogram rtt = HistogramCodec.newTimeHistogram();
    for (long micros : rttMicros) {
      HistogramCodec.record(rtt, micros * 1000);
    }
    return report(
        new Reporter(node, "client", "udp", instance, Map.of("probe", "sample")),
        sequence,
        rttMicros.length,
        Map.of("rtt_ns", HistogramCodec.encode(rtt)));
  }

  private static JsonObject report(
      Reporter reporter, long sequence, long received, Map<String, String> histograms) {
    return new MetricsReport(
            reporter,
            sequence,
            START.plusSeconds(sequence),
            1000,
            Map.of("received_messages", received, "dropped.idle_timeout", 1L),
            Map.of("connections_open", 3L),
            histograms)
        .toJson();
  }
}

package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.testing.ReportSchema;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class MetricTest {

  @ParameterizedTest
  @CsvSource({
    "RECEIVED_BYTES, received_bytes, echo_received_bytes_total",
    "SENT_BYTES, sent_bytes, echo_sent_bytes_total",
    "RECEIVED_MESSAGES, received_messages, echo_received_messages_total",
    "SENT_MESSAGES, sent_messages, echo_sent_messages_total",
    "CONNECTIONS, connections, echo_connections_total",
    "CONNECTIONS_OPEN, connections_open, echo_connections_open",
    "DROPPED, dropped, echo_dropped_total",
    "RTT, rtt_ns, echo_rtt_seconds"
  })
  void publishedNamesStay(Metric metric, String busName, String prometheusName) {
    assertEquals(busName, metric.busName());
    assertEquals(prometheusName, metric.prometheusName());
  }

  @Test
  void percentilesAreInMicroseconds() {
    assertEquals("rtt_us", Metric.RTT.latencyName());
  }

  @Test
  void noTwoHaveTheSameName() {
    Set<String> names = new HashSet<>();
    for (Metric metric : Metric.values()) {
      assertTrue(names.add(metric.busName()), metric.busName());
    }
  }

  @Test
  void aReportMayHoldAllOfThem() {
    Map<String, Long> counters =
        new HashMap<>(
            named(Metric.Kind.COUNTER).stream().collect(Collectors.toMap(n -> n, n -> 1L)));
    for (DropReason reason : DropReason.values()) {
      counters.put(reason.counterName(), 1L);
    }
    MetricsReport report =
        new MetricsReport(
            new Reporter("node", "client", "tcp", 0, Map.of()),
            0,
            Instant.EPOCH,
            1000,
            counters,
            named(Metric.Kind.GAUGE).stream().collect(Collectors.toMap(n -> n, n -> 1L)),
            named(Metric.Kind.HISTOGRAM).stream()
                .collect(
                    Collectors.toMap(
                        n -> n, n -> HistogramCodec.encode(HistogramCodec.newTimeHistogram()))));
    assertEquals(List.of(), ReportSchema.problemsOf(report.toJson()));
    assertEquals(report, MetricsReport.fromJson(report.toJson()));
  }

  @ParameterizedTest
  @EnumSource
  void theReasonOfADropComesBackFromItsCounter(DropReason reason) {
    assertEquals(reason.label(), DropReason.labelOf(reason.counterName()).orElseThrow());
  }

  private static List<String> named(Metric.Kind kind) {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric.kind() == kind)
        .map(Metric::busName)
        .toList();
  }
}

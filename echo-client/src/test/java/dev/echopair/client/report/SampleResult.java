package dev.echopair.client.report;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.SizeRange;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.engine.Interval;
import dev.echopair.client.engine.RunResult;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.client.measure.Latencies;
import dev.echopair.client.measure.ProbeCounts;
import dev.echopair.client.measure.RoundTrip;
import dev.echopair.client.measure.Stall;
import dev.echopair.shared.metrics.HistogramCodec;
import dev.echopair.shared.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Results with fixed numbers, which a test can predict. */
final class SampleResult {

  static final Instant STARTED = Instant.parse("2026-01-02T03:04:05.678Z");

  private SampleResult() {}

  /**
   * A result of 1,000 probes of 64 bytes over UDP in ten seconds: 990 received after 1 us, 2 us ...
   * 990 us; 10 lost. The send lag is 5 us.
   */
  static RunResult udp() {
    return of(spec("udp://127.0.0.1:7007", 1, false), counts(), latencies(990), flows(1, false));
  }

  /** The same result with a histogram per source port; port 40001 lost all probes. */
  static RunResult perFlow(int flows) {
    return of(spec("udp://[::1]:7007", flows, true), counts(), latencies(990), flows(flows, true));
  }

  /** A result without sent and received probes. */
  static RunResult empty() {
    return new RunResult(
        spec("udp://127.0.0.1:7007", 1, false),
        1,
        "nio",
        STARTED,
        0,
        Duration.ZERO,
        true,
        new ProbeCounts(),
        new Latencies(),
        0,
        List.of(new FlowCounts(0, null, new ProbeCounts(), 0, null)),
        List.of(),
        List.of());
  }

  static RunSpec spec(String target, int flows, boolean perFlow) {
    return new RunSpec(
        "load",
        Endpoint.parse(target),
        Optional.empty(),
        new TlsTrust(Optional.empty(), Optional.empty(), Optional.empty(), false),
        Pattern.rate(100),
        flows,
        SizeRange.of(64),
        Duration.ofSeconds(2),
        new StopCondition(Duration.ofSeconds(10), 0, Duration.ofSeconds(1)),
        Duration.ofSeconds(1),
        false,
        perFlow);
  }

  static RunResult of(
      RunSpec spec, ProbeCounts counts, Latencies latencies, List<FlowCounts> flows) {
    return new RunResult(
        spec,
        1,
        "epoll",
        STARTED,
        0,
        Duration.ofSeconds(10),
        false,
        counts,
        latencies,
        4_200,
        flows,
        List.of(
            new RoundTrip(2_000_000_000L, 2_000_990_000L),
            new RoundTrip(5_000_000_000L, 5_000_980_000L)),
        List.of(
            new Stall("event loop", 2_000_100_000L, 2_000_300_000L),
            new Stall("event loop", 2_500_000_000L, 2_500_100_000L),
            new Stall("garbage collection", 3_000_000_000L, 3_001_000_000L)));
  }

  static ProbeCounts counts() {
    ProbeCounts counts = new ProbeCounts();
    counts.sent = 1000;
    counts.sentBytes = 64_000;
    counts.received = 990;
    counts.lost = 10;
    counts.late = 3;
    counts.duplicated = 4;
    counts.reordered = 5;
    counts.reorderingExtent = 2;
    counts.corrupted = 6;
    counts.unknown = 7;
    counts.skipped = 8;
    counts.refused = 9;
    counts.replies = 1010;
    counts.replyBytes = 64_640;
    return counts;
  }

  /** Latencies with one sample at each microsecond from 1 to this number. */
  static Latencies latencies(int samples) {
    Latencies latencies = new Latencies();
    for (int micros = 1; micros <= samples; micros++) {
      HistogramCodec.record(latencies.roundTrip(), micros * 1_000L);
      HistogramCodec.record(latencies.uncorrected(), micros * 500L);
      HistogramCodec.record(latencies.sendLag(), 5_000);
    }
    return latencies;
  }

  static Interval interval(int second, boolean warmup, int samples) {
    ProbeCounts counts = new ProbeCounts();
    counts.sent = samples + 1L;
    counts.received = samples;
    counts.lost = 1;
    return new Interval(
        second,
        Duration.ofSeconds(second),
        Duration.ofSeconds(second + 1L),
        warmup,
        counts,
        3,
        latencies(samples),
        Duration.ofNanos(1_500_000));
  }

  private static List<FlowCounts> flows(int number, boolean histograms) {
    List<FlowCounts> flows = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      ProbeCounts counts = new ProbeCounts();
      counts.sent = 1000 / number;
      counts.lost = i == 1 ? counts.sent : 0;
      counts.received = counts.sent - counts.lost;
      Histogram own = histograms && i != 1 ? latencies(100 + i).roundTrip() : null;
      flows.add(
          new FlowCounts(
              i,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000 + i),
              counts,
              4_200,
              own));
    }
    return flows;
  }
}

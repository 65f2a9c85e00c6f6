package dev.echopair.client.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.SizeRange;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.client.measure.InstanceResult;
import dev.echopair.client.measure.Latencies;
import dev.echopair.client.measure.ProbeCounts;
import dev.echopair.client.measure.RoundTrip;
import dev.echopair.client.measure.Stall;
import dev.echopair.client.verticle.RunProgress;
import dev.echopair.shared.net.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunMergeTest {

  private static final long MS = 1_000_000;

  /** Shortly before the clock overflows, which {@link System#nanoTime()} may do. */
  private static final long START = Long.parseLong("9223372036854775807") - 150 * MS;

  private final List<Interval> intervals = new ArrayList<>();

  @Test
  void anIntervalIsOverWhenEveryInstanceHasToldOfIt() {
    RunMerge merge = merge(2, stop(1_000, 0, 0));
    merge.add(progress(0, 0, 10));
    merge.add(progress(0, 1, 25));
    assertEquals(0, intervals.size());

    merge.add(progress(1, 0, 100));
    assertEquals(1, intervals.size());
    assertEquals(110, intervals.get(0).counts().sent);
    assertEquals(Duration.ZERO, intervals.get(0).from());
    assertEquals(Duration.ofMillis(100), intervals.get(0).to());

    merge.add(progress(1, 1, 300));
    assertEquals(2, intervals.size());
    assertEquals(15 + 200, intervals.get(1).counts().sent, "probes of this interval only");
    assertEquals(1, intervals.get(1).index());
  }

  @Test
  void anInstanceThatHasEndedHoldsUpNoInterval() {
    RunMerge merge = merge(2, stop(1_000, 0, 0));
    merge.add(last(0, 0, 10, result(0)));
    merge.add(progress(1, 0, 1));
    merge.add(progress(1, 1, 3));
    merge.add(last(1, 2, 6, result(1)));

    assertEquals(List.of(11L, 2L, 3L), intervals.stream().map(each -> each.counts().sent).toList());
    assertEquals(16, merge.counts().sent);
  }

  @Test
  void theResultHoldsAllFlowsInTheirOrderAndTheSlowestOfAll() {
    RunMerge merge = merge(2, stop(1_000, 0, 0));
    merge.add(last(1, 0, 1, result(1, new RoundTrip(START, START + 5 * MS))));
    merge.add(
        last(0, 0, 1, result(0, new RoundTrip(START, START + 3 * MS), new RoundTrip(0, 9 * MS))));

    assertEquals(List.of(0, 1), merge.flows().stream().map(FlowCounts::flow).toList());
    assertEquals(
        List.of(9 * MS, 5 * MS, 3 * MS), merge.slowest().stream().map(RoundTrip::nanos).toList());
  }

  @Test
  void stallsAreThoseOfTheMeasuredPartInTheOrderOfTime() {
    RunMerge merge = merge(1, stop(1_000, 0, 200));
    Stall early = new Stall("event loop", START + 100 * MS, START + 150 * MS);
    Stall across = new Stall("event loop", START + 190 * MS, START + 210 * MS);
    Stall late = new Stall("event loop", START + 500 * MS, START + 510 * MS);
    Stall pause = new Stall("garbage collection", START + 300 * MS, START + 320 * MS);
    merge.add(progress(0, 0, 1, List.of(late, early, across), null));

    assertEquals(List.of(across, pause, late), merge.stallsWith(List.of(pause)));
    assertEquals(Duration.ofMillis(80), intervals.get(0).stalled());
  }

  @Test
  void anIntervalThatBeginsInTheWarmupIsOfTheWarmup() {
    RunMerge merge = merge(1, stop(1_000, 0, 150));
    for (int i = 0; i < 3; i++) {
      merge.add(progress(0, i, 1));
    }

    assertEquals(List.of(true, true, false), intervals.stream().map(Interval::warmup).toList());
  }

  @Test
  void aRunWithADurationSentForAsLongAsWasAskedFor() {
    RunMerge merge = merge(1, stop(1_000, 0, 0));
    merge.add(last(0, 0, 10, result(0)));

    assertEquals(Duration.ofSeconds(1), merge.sentFor());
  }

  @Test
  void aRunWithACountSentUpToOneMeanIntervalBehindItsLast() {
    RunMerge merge = merge(2, stop(0, 11, 0));
    merge.add(last(0, 0, 6, result(0, START + 10 * MS, START + 90 * MS)));
    merge.add(last(1, 0, 5, result(1, START, START + 100 * MS)));

    assertEquals(Duration.ofMillis(110), merge.sentFor());
  }

  @Test
  void aCountThatIsReachedBeforeTheDurationEndsTheRun() {
    RunMerge merge = merge(1, stop(50, 11, 0));
    merge.add(last(0, 0, 11, result(0, START, START + 20 * MS)));
    assertEquals(Duration.ofMillis(22), merge.sentFor());

    RunMerge longer = merge(1, stop(50, 11, 0));
    longer.add(last(0, 0, 11, result(0, START, START + 100 * MS)));
    assertEquals(Duration.ofMillis(50), longer.sentFor());
  }

  private RunMerge merge(int instances, StopCondition stop) {
    RunSpec spec =
        new RunSpec(
            "test",
            Endpoint.parse("udp://127.0.0.1:7007"),
            Optional.empty(),
            TlsTrust.PLATFORM,
            Pattern.rate(100),
            instances,
            SizeRange.of(64),
            Duration.ofSeconds(1),
            stop,
            Duration.ofMillis(100),
            false,
            false);
    RunMerge merge = new RunMerge(spec, instances, intervals::add);
    merge.startAt(START);
    return merge;
  }

  private static StopCondition stop(long durationMs, long count, long warmupMs) {
    return new StopCondition(Duration.ofMillis(durationMs), count, Duration.ofMillis(warmupMs));
  }

  private static RunProgress progress(int instance, long sequence, long sent) {
    return progress(instance, sequence, sent, List.of(), null);
  }

  private static RunProgress last(int instance, long sequence, long sent, InstanceResult result) {
    return progress(instance, sequence, sent, List.of(), result);
  }

  /** The progress of an instance with this number of sent probes. */
  private static RunProgress progress(
      int instance, long sequence, long sent, List<Stall> stalls, InstanceResult result) {
    ProbeCounts measured = new ProbeCounts();
    measured.sent = sent;
    return new RunProgress(
        instance,
        sequence,
        START + sequence * 100 * MS,
        START + (sequence + 1) * 100 * MS,
        new ProbeCounts(),
        measured,
        0,
        null,
        new Latencies(),
        stalls,
        result);
  }

  private static InstanceResult result(int flow, RoundTrip... slowest) {
    return new InstanceResult(flows(flow), List.of(slowest), START, START);
  }

  private static InstanceResult result(int flow, long firstSent, long lastSent) {
    return new InstanceResult(flows(flow), List.of(), firstSent, lastSent);
  }

  private static List<FlowCounts> flows(int flow) {
    return List.of(new FlowCounts(flow, null, new ProbeCounts(), 0, null));
  }
}

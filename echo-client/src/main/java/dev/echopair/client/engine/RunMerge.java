package dev.echopair.client.engine;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.client.measure.InstanceResult;
import dev.echopair.client.measure.Latencies;
import dev.echopair.client.measure.ProbeCounts;
import dev.echopair.client.measure.RoundTrip;
import dev.echopair.client.measure.Stall;
import dev.echopair.client.verticle.RunProgress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Merges the progress of the instances of a run, for each interval and for the whole run. An
 * interval is complete when every instance has reported it or has sent its last report. A plain
 * class for one thread.
 */
final class RunMerge {

  /** Maximum number of stalls that are kept. */
  private static final int MAX_STALLS = 100_000;

  private static final int SLOWEST = 100;

  private final RunSpec spec;
  private final Consumer<Interval> listener;
  private final List<Deque<RunProgress>> waiting = new ArrayList<>();
  private final List<RunProgress> newest = new ArrayList<>();
  private final Latencies latencies = new Latencies();
  private final ProbeCounts counts = new ProbeCounts();
  private final List<FlowCounts> flows = new ArrayList<>();
  private final List<RoundTrip> slowest = new ArrayList<>();
  private final List<Stall> stalls = new ArrayList<>();

  private ProbeCounts before = new ProbeCounts();
  private int nextInterval;
  private long startNanos;
  private long firstSent = Long.MAX_VALUE;
  private long lastSent;

  /**
   * Prepares to merge.
   *
   * @param listener receives each completed interval
   */
  RunMerge(RunSpec spec, int instances, Consumer<Interval> listener) {
    this.spec = spec;
    this.listener = listener;
    for (int i = 0; i < instances; i++) {
      waiting.add(new ArrayDeque<>());
      newest.add(null);
    }
  }

  /**
   * Sets the start of the run. Call it before the first merge.
   *
   * @param nanos start of the run, by {@link System#nanoTime()}
   */
  void startAt(long nanos) {
    startNanos = nanos;
  }

  /** Merges the progress of one instance. */
  void add(RunProgress progress) {
    waiting.get(progress.instance()).add(progress);
    if (progress.isLast()) {
      addResult(progress.measured(), progress.result());
    }
    while (isIntervalOver()) {
      mergeInterval();
    }
  }

  private void addResult(ProbeCounts measured, InstanceResult result) {
    counts.add(measured);
    flows.addAll(result.flows());
    slowest.addAll(result.slowest());
    firstSent = Math.min(firstSent, result.firstSentNanos() - startNanos);
    lastSent = Math.max(lastSent, result.lastSentNanos() - startNanos);
  }

  private boolean isIntervalOver() {
    boolean any = false;
    for (int i = 0; i < newest.size(); i++) {
      if (!waiting.get(i).isEmpty()) {
        any = true;
      } else if (newest.get(i) == null || !newest.get(i).isLast()) {
        return false;
      }
    }
    return any;
  }

  private void mergeInterval() {
    Latencies merged = new Latencies();
    ProbeCounts now = new ProbeCounts();
    int inFlight = 0;
    long stalled = 0;
    RunProgress times = null;
    for (int i = 0; i < newest.size(); i++) {
      RunProgress progress = waiting.get(i).poll();
      if (progress != null) {
        newest.set(i, progress);
        times = progress;
        stalled += addTo(merged, progress);
      }
      now.add(newest.get(i).warmup());
      now.add(newest.get(i).measured());
      inFlight += newest.get(i).inFlight();
    }
    Duration from = sinceStart(times.fromNanos());
    listener.accept(
        new Interval(
            nextInterval++,
            from,
            sinceStart(times.toNanos()),
            from.compareTo(spec.stop().warmup()) < 0,
            now.since(before),
            inFlight,
            merged,
            Duration.ofNanos(stalled)));
    before = now;
  }

  /** Adds a report; returns the duration of its stalls in nanoseconds. */
  private long addTo(Latencies merged, RunProgress progress) {
    if (progress.warmupLatencies() != null) {
      merged.add(progress.warmupLatencies());
    }
    merged.add(progress.latencies());
    latencies.add(progress.latencies());
    progress.stalls().stream().limit(MAX_STALLS - stalls.size()).forEach(stalls::add);
    return progress.stalls().stream().mapToLong(Stall::nanos).sum();
  }

  private Duration sinceStart(long nanos) {
    return Duration.ofNanos(nanos - startNanos);
  }

  /** The counts of the measured part, of all instances that have sent their last report. */
  ProbeCounts counts() {
    return counts;
  }

  /** The latencies of the measured part. */
  Latencies latencies() {
    return latencies;
  }

  /** The counts of each flow, in the order of the flows. */
  List<FlowCounts> flows() {
    return flows.stream().sorted(Comparator.comparingInt(FlowCounts::flow)).toList();
  }

  /** The slowest round trips of all instances, the slowest first. */
  List<RoundTrip> slowest() {
    return slowest.stream()
        .sorted(Comparator.comparingLong(RoundTrip::nanos).reversed())
        .limit(SLOWEST)
        .toList();
  }

  /** The stalls of the event loops and other stalls, of the measured part, in the order of time. */
  List<Stall> stallsWith(List<Stall> others) {
    long measured = startNanos + spec.stop().warmup().toNanos();
    List<Stall> all = new ArrayList<>(stalls);
    all.addAll(others);
    all.removeIf(stall -> stall.toNanos() - measured < 0);
    all.sort(Comparator.comparingLong(stall -> stall.fromNanos() - startNanos));
    return List.copyOf(all);
  }

  /**
   * The time in which the measured part sent probes, for a run that was not interrupted. This is
   * the requested duration. When the count was reached earlier, it is the time from the first probe
   * to one mean interval after the last probe.
   */
  Duration sentFor() {
    Duration asked = spec.stop().duration();
    if (spec.stop().count() == 0 || counts.sent < 2) {
      return asked;
    }
    double mean = (double) (lastSent - firstSent) / (counts.sent - 1);
    Duration spanned = Duration.ofNanos(Math.round(mean * counts.sent));
    return asked.isZero() || spanned.compareTo(asked) < 0 ? spanned : asked;
  }
}

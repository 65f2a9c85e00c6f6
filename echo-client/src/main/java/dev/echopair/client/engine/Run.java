package dev.echopair.client.engine;

import dev.echopair.client.config.InstanceShare;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.RunPart;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.client.measure.GcPauses;
import dev.echopair.client.measure.InstanceResult;
import dev.echopair.client.measure.Latencies;
import dev.echopair.client.measure.ProbeCounts;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.client.measure.RoundTrip;
import dev.echopair.client.measure.Stall;
import dev.echopair.client.verticle.RunProgress;
import dev.echopair.client.verticle.RunVerticle;
import dev.echopair.shared.launch.TransportChoice;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * One run: deploys the verticles that carry it, starts them all from one instant, and merges what
 * they report on the bus, interval by interval and at the end. Lives on the context that makes it;
 * {@link #finish()} may be called from any thread.
 */
public final class Run {

  /** From the last socket's being open to the first send, for all instances to hear of it. */
  private static final long HEAD_START_NANOS = 5_000_000;

  /** Times of standing still that are kept. */
  private static final int MAX_STALLS = 100_000;

  private static final int SLOWEST = 100;

  private final Vertx vertx;
  private final Context context;
  private final RunSpec spec;
  private final int instances;
  private final ProbeObserver observer;
  private final Consumer<Interval> listener;
  private final long runId = new SecureRandom().nextLong();
  private final List<RunVerticle> verticles = new ArrayList<>();
  private final List<String> deployments = new ArrayList<>();
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
  private long finishedNanos;
  private long firstSent = Long.MAX_VALUE;
  private long lastSent;
  private Instant started = Instant.EPOCH;
  private volatile boolean interrupted;

  /**
   * Prepares a run.
   *
   * @param vertx one that {@link RunProgress#register} was called for
   * @param instances verticle instances that share the flows; no more than there are flows are used
   * @param observer sees single probes, on the verticles' event loops
   * @param listener takes each interval when it is over, on this context
   */
  public Run(
      Vertx vertx,
      RunSpec spec,
      int instances,
      ProbeObserver observer,
      Consumer<Interval> listener) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.spec = spec;
    this.instances = Math.min(instances, spec.flows());
    this.observer = observer;
    this.listener = listener;
  }

  /**
   * Runs to the end.
   *
   * @return fails when a flow cannot be opened at the start; what goes wrong later is counted
   */
  public Future<RunResult> run() {
    for (int i = 0; i < instances; i++) {
      waiting.add(new ArrayDeque<>());
      newest.add(null);
    }
    MessageConsumer<RunProgress> messages =
        vertx.eventBus().localConsumer(RunProgress.address(runId), message -> take(message.body()));
    GcPauses pauses = new GcPauses();
    return deploy()
        .compose(deployed -> begin())
        .compose(ended -> undeploy())
        .compose(undeployed -> drained())
        .map(drained -> result(pauses))
        .eventually(this::undeploy)
        .eventually(
            () -> {
              pauses.close();
              return messages.unregister();
            });
  }

  /** Sends no more; the run ends when what is in flight is settled. */
  public void finish() {
    interrupted = true;
    context.runOnContext(
        v -> {
          finishedNanos = System.nanoTime();
          verticles.forEach(RunVerticle::finish);
        });
  }

  private Future<Void> deploy() {
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      RunPart part = new RunPart(spec, new InstanceShare(i, instances), runId, observer);
      RunVerticle verticle = new RunVerticle(part);
      verticles.add(verticle);
      all.add(vertx.deployVerticle(verticle).onSuccess(deployments::add));
    }
    return Future.join(all).mapEmpty();
  }

  private Future<Void> begin() {
    if (interrupted) {
      return Future.succeededFuture();
    }
    startNanos = System.nanoTime() + HEAD_START_NANOS;
    started = Instant.now().plusNanos(HEAD_START_NANOS);
    verticles.forEach(verticle -> verticle.begin(startNanos));
    return Future.all(verticles.stream().map(RunVerticle::ended).toList()).mapEmpty();
  }

  private Future<Void> undeploy() {
    List<Future<Void>> all = deployments.stream().map(vertx::undeploy).toList();
    deployments.clear();
    return Future.all(all).mapEmpty();
  }

  /** The last reports were published before this message: it comes behind them. */
  private Future<Void> drained() {
    return Future.future(promise -> context.runOnContext(v -> promise.complete()));
  }

  private void take(RunProgress progress) {
    waiting.get(progress.instance()).add(progress);
    InstanceResult last = progress.result();
    if (last != null) {
      counts.add(progress.measured());
      flows.addAll(last.flows());
      slowest.addAll(last.slowest());
      firstSent = Math.min(firstSent, last.firstSentNanos() - startNanos);
      lastSent = Math.max(lastSent, last.lastSentNanos() - startNanos);
    }
    while (isIntervalWhole()) {
      merge();
    }
  }

  /** Whether every instance has told of the next interval, or has told its last before. */
  private boolean isIntervalWhole() {
    boolean any = false;
    for (int i = 0; i < instances; i++) {
      if (!waiting.get(i).isEmpty()) {
        any = true;
      } else if (newest.get(i) == null || !newest.get(i).isLast()) {
        return false;
      }
    }
    return any;
  }

  private void merge() {
    Latencies merged = new Latencies();
    ProbeCounts now = new ProbeCounts();
    int inFlight = 0;
    long stalled = 0;
    RunProgress times = null;
    for (int i = 0; i < instances; i++) {
      RunProgress progress = waiting.get(i).poll();
      if (progress != null) {
        newest.set(i, progress);
        times = progress;
        stalled += merge(progress, merged);
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

  private long merge(RunProgress progress, Latencies merged) {
    if (progress.warmupLatencies() != null) {
      merged.add(progress.warmupLatencies());
    }
    merged.add(progress.latencies());
    latencies.add(progress.latencies());
    for (Stall stall : progress.stalls()) {
      if (stalls.size() < MAX_STALLS) {
        stalls.add(stall);
      }
    }
    return progress.stalls().stream().mapToLong(Stall::nanos).sum();
  }

  private Duration sinceStart(long nanos) {
    return Duration.ofNanos(nanos - startNanos);
  }

  private RunResult result(GcPauses pauses) {
    stalls.addAll(pauses.list());
    long measured = startNanos + spec.stop().warmup().toNanos();
    stalls.removeIf(stall -> stall.toNanos() - measured < 0);
    stalls.sort(Comparator.comparingLong(stall -> stall.fromNanos() - startNanos));
    slowest.sort(Comparator.comparingLong(RoundTrip::nanos).reversed());
    flows.sort(Comparator.comparingInt(FlowCounts::flow));
    return new RunResult(
        spec,
        instances,
        TransportChoice.nameOf(vertx),
        started,
        startNanos,
        elapsed(),
        interrupted,
        counts,
        latencies,
        flows.stream().mapToDouble(FlowCounts::jitterNanos).average().orElse(0),
        List.copyOf(flows),
        List.copyOf(slowest.subList(0, Math.min(SLOWEST, slowest.size()))),
        List.copyOf(stalls));
  }

  private boolean hasBegun() {
    return started.isAfter(Instant.EPOCH);
  }

  /**
   * How long the measured part sent: what was asked for, or up to the interruption, or, for a count
   * that was reached before, from its first probe to one mean interval behind its last.
   */
  private Duration elapsed() {
    if (interrupted) {
      Duration sent = sinceStart(finishedNanos).minus(spec.stop().warmup());
      return sent.isNegative() || !hasBegun() ? Duration.ZERO : sent;
    }
    Duration asked = spec.stop().duration();
    if (spec.stop().count() == 0 || counts.sent < 2) {
      return asked;
    }
    double mean = (double) (lastSent - firstSent) / (counts.sent - 1);
    Duration spanned = Duration.ofNanos(Math.round(mean * counts.sent));
    return asked.isZero() || spanned.compareTo(asked) < 0 ? spanned : asked;
  }
}

package dev.echopair.client.engine;

import dev.echopair.client.config.InstanceShare;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.RunPart;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.client.measure.GcPauses;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.client.verticle.RunProgress;
import dev.echopair.client.verticle.RunVerticle;
import dev.echopair.shared.internals.UsedTransport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Executes one run: deploys its verticles, starts them all with the same start time, and merges
 * their progress after each interval and at the end. Lives on the context that makes it; {@link
 * #finish()} may be called from any thread.
 */
public final class Run {

  /**
   * Time from the opening of the last socket to the first send, so that the start time reaches all
   * instances before it.
   */
  private static final long HEAD_START_NANOS = 5_000_000;

  private final Vertx vertx;
  private final Context context;
  private final RunSpec spec;
  private final int instances;
  private final ProbeObserver observer;
  private final RunMerge merge;
  private final long runId = new SecureRandom().nextLong();
  private final List<RunVerticle> verticles = new ArrayList<>();
  private final List<String> deployments = new ArrayList<>();

  private long startNanos;
  private long finishedNanos;
  private Instant started = Instant.EPOCH;
  private volatile boolean interrupted;

  /**
   * Prepares a run.
   *
   * @param vertx the instance; {@link RunProgress#register} must have been called for its event bus
   * @param instances number of verticle instances that share the flows; limited to the number of
   *     flows
   * @param observer observes single probes, on the event loops of the verticles
   * @param listener receives each completed interval, on this context
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
    this.merge = new RunMerge(spec, this.instances, listener);
  }

  /**
   * Executes the run to its end.
   *
   * @return the result; fails when a flow cannot be opened at the start. Later failures are counted
   *     in the result
   */
  public Future<RunResult> run() {
    MessageConsumer<RunProgress> messages =
        vertx
            .eventBus()
            .localConsumer(RunProgress.address(runId), message -> merge.add(message.body()));
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

  /** Stops sending; the run ends when no probe is outstanding. */
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
    merge.startAt(startNanos);
    started = Instant.now().plusNanos(HEAD_START_NANOS);
    verticles.forEach(verticle -> verticle.begin(startNanos));
    return Future.all(verticles.stream().map(RunVerticle::ended).toList()).mapEmpty();
  }

  private Future<Void> undeploy() {
    List<Future<Void>> all = deployments.stream().map(vertx::undeploy).toList();
    deployments.clear();
    return Future.all(all).mapEmpty();
  }

  /** Completes after the last progress has been merged: it was queued on this context before. */
  private Future<Void> drained() {
    return Future.future(promise -> context.runOnContext(v -> promise.complete()));
  }

  private RunResult result(GcPauses pauses) {
    List<FlowCounts> flows = merge.flows();
    return new RunResult(
        spec,
        instances,
        UsedTransport.nameOf(vertx),
        started,
        startNanos,
        elapsed(),
        interrupted,
        merge.counts(),
        merge.latencies(),
        flows.stream().mapToDouble(FlowCounts::jitterNanos).average().orElse(0),
        flows,
        merge.slowest(),
        merge.stallsWith(pauses.list()));
  }

  private boolean hasBegun() {
    return started.isAfter(Instant.EPOCH);
  }

  /** The time in which the measured part sent probes. */
  private Duration elapsed() {
    if (!interrupted) {
      return merge.sentFor();
    }
    Duration sent = Duration.ofNanos(finishedNanos - startNanos).minus(spec.stop().warmup());
    return sent.isNegative() || !hasBegun() ? Duration.ZERO : sent;
  }
}

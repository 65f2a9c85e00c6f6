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
 * One run: deploys the verticles that carry it, starts them all from one instant, and merges their
 * progress, interval by interval and at the end. Lives on the context that makes it; {@link
 * #finish()} may be called from any thread.
 */
public final class Run {

  /** From the last socket's being open to the first send, for all instances to hear of it. */
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
    this.merge = new RunMerge(spec, this.instances, listener);
  }

  /**
   * Runs to the end.
   *
   * @return fails when a flow cannot be opened at the start; what goes wrong later is counted
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

  /** The last progress was published before this message, which comes after it. */
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

  /** How long the measured part sent. */
  private Duration elapsed() {
    if (!interrupted) {
      return merge.sentFor();
    }
    Duration sent = Duration.ofNanos(finishedNanos - startNanos).minus(spec.stop().warmup());
    return sent.isNegative() || !hasBegun() ? Duration.ZERO : sent;
  }
}

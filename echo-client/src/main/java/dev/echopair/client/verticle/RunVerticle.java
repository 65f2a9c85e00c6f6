package dev.echopair.client.verticle;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.FlowGroup;
import dev.echopair.client.flow.FlowSockets;
import dev.echopair.client.flow.Loop;
import dev.echopair.client.flow.RunPart;
import dev.echopair.client.flow.StallMonitor;
import dev.echopair.client.flow.TcpFlowSockets;
import dev.echopair.client.flow.UdpFlowSockets;
import dev.echopair.client.measure.InstanceResult;
import dev.echopair.client.measure.RunRecorder;
import dev.echopair.shared.metrics.ReportPublisher;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;

/**
 * Executes a part of a run. Opens its flows when it is deployed and sends from {@link #begin} on
 * until {@link #ended()} completes. Publishes its progress inside the process and its metrics on
 * the bus, once per interval and a last time when it is undeployed. An event-loop verticle.
 */
public final class RunVerticle extends VerticleBase {

  private static final DeliveryOptions LOCAL_ONLY = new DeliveryOptions().setLocalOnly(true);
  private static final long NO_TIMER = -1;

  private final RunPart part;
  private final RunRecorder recorder = new RunRecorder();
  private final Promise<Void> ended = Promise.promise();

  private FlowGroup flows;
  private StallMonitor stalls;
  private ReportPublisher metrics;
  private long progressTimer = NO_TIMER;
  private long progressSequence;
  private long progressNanos;

  /** Makes the verticle of a part of a run. */
  public RunVerticle(RunPart part) {
    this.part = part;
  }

  @Override
  public Future<?> start() {
    RunSpec spec = part.spec();
    Loop loop = Loop.of(context);
    FlowSockets sockets =
        spec.isUdp() ? new UdpFlowSockets(spec, context) : new TcpFlowSockets(spec, context);
    flows = new FlowGroup(loop, part, recorder, sockets, TargetState.of(vertx, spec));
    flows.ended().onComplete(ended);
    stalls = new StallMonitor(loop, System::nanoTime);
    ClientMetrics measured = new ClientMetrics(recorder, flows, sockets);
    metrics =
        ClientMetrics.publisher(vertx, spec.isUdp() ? "udp" : "tcp", spec, measured::measurements);
    return flows.open();
  }

  /**
   * Starts to send. May be called from any thread.
   *
   * @param startNanos start time of the schedule and the warm-up, by {@link System#nanoTime()}; the
   *     same for all instances of a run
   */
  public void begin(long startNanos) {
    context.runOnContext(v -> beginHere(startNanos));
  }

  private void beginHere(long startNanos) {
    RunSpec spec = part.spec();
    if (!spec.stop().warmup().isZero()) {
      recorder.warmupUntil(startNanos + spec.stop().warmup().toNanos());
    }
    progressNanos = startNanos;
    stalls.start();
    // The progress timer starts first: the metrics report distributions that the progress has
    // drained.
    progressTimer = vertx.setPeriodic(spec.interval().toMillis(), id -> publishProgress(null));
    metrics.start();
    flows.begin(startNanos);
  }

  /** Stops sending; ends when no probe is outstanding. May be called from any thread. */
  public void finish() {
    context.runOnContext(v -> flows.finish());
  }

  /** Completes when all probes have been sent and no probe is outstanding. */
  public Future<Void> ended() {
    return ended.future();
  }

  /**
   * Waits for outstanding probes, at most for their timeout; then publishes the last progress and
   * metrics, and closes the sockets.
   */
  @Override
  public Future<?> stop() {
    return flows
        .settle()
        .compose(
            settled -> {
              stalls.stop();
              publishLast();
              return flows.close();
            });
  }

  private void publishLast() {
    if (progressTimer != NO_TIMER) {
      vertx.cancelTimer(progressTimer);
      publishProgress(recorder.result(flows.counts()));
    }
    metrics.stop();
  }

  private void publishProgress(InstanceResult result) {
    long from = progressNanos;
    progressNanos = System.nanoTime();
    RunRecorder.Drained drained = recorder.drain();
    RunProgress progress =
        new RunProgress(
            part.share().index(),
            progressSequence++,
            from,
            progressNanos,
            recorder.warmup().copy(),
            recorder.measured().copy(),
            flows.inFlight(),
            drained.warmup(),
            drained.measured(),
            stalls.drain(),
            result);
    vertx.eventBus().publish(RunProgress.address(part.runId()), progress, LOCAL_ONLY);
  }
}

package dev.echopair.client.verticle;

import dev.echopair.client.config.InstanceShare;
import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.FlowGroup;
import dev.echopair.client.flow.FlowSockets;
import dev.echopair.client.flow.Loop;
import dev.echopair.client.flow.RunPart;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.client.measure.RunRecorder;
import dev.echopair.shared.metrics.Measurements;
import dev.echopair.shared.metrics.ReportPublisher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Probes one target while it is deployed, and publishes metrics about it. An event-loop verticle.
 */
abstract class ProbeVerticle extends VerticleBase {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String transport;
  private final Optional<RunSpec> typed;
  private final RunRecorder recorder = new RunRecorder();

  private FlowGroup flows;
  private ClientMetrics measured;
  private ReportPublisher metrics;

  /** Makes a verticle that reads the JSON configuration of its deployment. */
  ProbeVerticle(String transport) {
    this.transport = transport;
    this.typed = Optional.empty();
  }

  /** Makes a verticle for a probe. */
  ProbeVerticle(String transport, RunSpec probe) {
    this.transport = transport;
    this.typed = Optional.of(probe);
  }

  /** Makes the object that opens the sockets, on the context of this verticle. */
  abstract FlowSockets sockets(RunSpec spec);

  /** Starts to probe after the first attempt to open the sockets, also when the attempt fails. */
  @Override
  public Future<?> start() {
    RunSpec spec = typed.orElseGet(this::firstProbe);
    RunPart part = new RunPart(spec, InstanceShare.WHOLE, RANDOM.nextLong(), ProbeObserver.NONE);
    FlowSockets sockets = sockets(spec);
    flows = new FlowGroup(Loop.of(context), part, recorder, sockets, TargetState.of(vertx, spec));
    measured = new ClientMetrics(recorder, flows, sockets);
    metrics = ClientMetrics.publisher(vertx, transport, spec, this::collect);
    metrics.start();
    flows.openNowOrLater().onComplete(tried -> flows.begin(System.nanoTime()));
    return Future.succeededFuture();
  }

  private RunSpec firstProbe() {
    ProbeServiceConfig config = ProbeServiceConfig.of(config());
    return config.run(config.probes().get(0));
  }

  private Measurements collect() {
    recorder.consolidate();
    return measured.measurements();
  }

  /** Waits for outstanding probes, at most for their timeout, and then closes the sockets. */
  @Override
  public Future<?> stop() {
    return flows
        .settle()
        .compose(
            settled -> {
              metrics.stop();
              return flows.close();
            });
  }
}

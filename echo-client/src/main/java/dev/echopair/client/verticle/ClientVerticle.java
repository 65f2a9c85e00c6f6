package dev.echopair.client.verticle;

import dev.echopair.client.config.InstanceShare;
import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.FlowSocket;
import dev.echopair.client.flow.PacedFlow;
import dev.echopair.client.flow.Pacer;
import dev.echopair.client.flow.StallMonitor;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.client.measure.FlowSession;
import dev.echopair.client.measure.InstanceResult;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.client.measure.RunRecorder;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.metrics.Measurements;
import dev.echopair.shared.metrics.Metric;
import dev.echopair.shared.metrics.ReportPublisher;
import dev.echopair.shared.metrics.Reporter;
import dev.echopair.shared.net.ConnectFailure;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.ContextInternal;
import java.net.PortUnreachableException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Carries the flows of a run: opens their sockets, and opens them again with back-off when they are
 * lost, sends when the {@link Pacer} says so, and publishes what it measured.
 *
 * <p>Deployed with nothing but a configuration, that of the probe service, of which the first probe
 * and the shared keys concern it, it probes for as long as it is deployed. Made with a {@link
 * RunPart} it opens its flows at its deployment, sends from {@link #begin} on, and is done at
 * {@link #ended()}. An event-loop verticle.
 */
public abstract class ClientVerticle extends VerticleBase {

  /** Connections under way at once: more would overrun the backlog of a listener. */
  private static final int OPENING_AT_ONCE = 64;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String transport;
  private final List<PacedFlow> flows = new ArrayList<>();
  private final Promise<Void> ended = Promise.promise();
  private final Deque<PacedFlow> ready = new ArrayDeque<>();
  private final Runnable sendReady = this::sendReady;

  private final RunSpec probe;

  private RunPart part;
  private EventLoop loop;
  private boolean service;
  private RunRecorder recorder;
  private Pacer pacer;
  private StallMonitor stalls;
  private TargetState state;
  private ReportPublisher publisher;
  private long reportSequence;
  private long reportedNanos;
  private boolean stopped;
  private boolean settled;

  /**
   * Makes a verticle.
   *
   * @param transport {@code tcp} or {@code udp}, as reports call it
   * @param part what it does; {@code null} to read it from the configuration
   */
  ClientVerticle(String transport, RunPart part) {
    this.transport = transport;
    this.probe = null;
    this.part = part;
  }

  /** Makes a verticle for a probe of the service. */
  ClientVerticle(String transport, RunSpec probe) {
    this.transport = transport;
    this.probe = probe;
  }

  @Override
  public Future<?> start() {
    service = part == null;
    if (service) {
      RunSpec spec = probe == null ? firstProbe() : probe;
      part = new RunPart(spec, InstanceShare.WHOLE, RANDOM.nextLong(), ProbeObserver.NONE);
    }
    RunSpec spec = part.spec();
    loop = ((ContextInternal) context).nettyEventLoop();
    recorder = new RunRecorder();
    state = new TargetState(new EchoEvents(vertx, "client"), spec.name(), spec.target());
    InstanceShare share = part.share();
    for (int i = 0; i < share.flows(spec.flows()); i++) {
      int flow = share.flow(i);
      FlowSession session = new FlowSession(spec, flow, part.runId(), recorder, part.observer());
      flows.add(new PacedFlow(session, spec.stop().countOf(flow, spec.flows()), RANDOM));
    }
    pacer = new Pacer(loop, spec, share, flows, () -> failed("no answer in time"));
    pacer.ended().onComplete(ended);
    stalls = new StallMonitor(loop);
    Reporter reporter =
        Reporter.next(
            vertx,
            "client",
            transport,
            Map.of("probe", spec.name(), "target", spec.target().toString()));
    publisher = new ReportPublisher(vertx, reporter, spec.interval(), this::measure);
    prepare(spec);
    return service ? serve() : openAll();
  }

  private RunSpec firstProbe() {
    ProbeServiceConfig config = ProbeServiceConfig.of(config());
    return config.run(config.probes().get(0));
  }

  /** Probes as soon as it is known whether the target can be reached, whatever the answer. */
  private Future<?> serve() {
    publisher.start();
    PacedFlow only = flows.get(0);
    open(only)
        .onComplete(
            opened -> {
              if (opened.failed()) {
                lost(only, ConnectFailure.reason(opened.cause()));
              }
              if (!stopped) {
                pacer.begin(System.nanoTime());
              }
            });
    return Future.succeededFuture();
  }

  private Future<Void> openAll() {
    List<Future<Void>> lanes = new ArrayList<>();
    for (int lane = 0; lane < Math.min(OPENING_AT_ONCE, flows.size()); lane++) {
      lanes.add(openEvery(OPENING_AT_ONCE, lane));
    }
    return Future.all(lanes).mapEmpty();
  }

  private Future<Void> openEvery(int step, int from) {
    return from >= flows.size()
        ? Future.succeededFuture()
        : open(flows.get(from)).compose(opened -> openEvery(step, from + step));
  }

  /**
   * Starts to send, from any thread.
   *
   * @param startNanos the time that schedule and warm-up count from, by {@link System#nanoTime()},
   *     the same in all instances of a run
   */
  public void begin(long startNanos) {
    context.runOnContext(
        v -> {
          if (!part.spec().stop().warmup().isZero()) {
            recorder.warmupUntil(startNanos + part.spec().stop().warmup().toNanos());
          }
          reportedNanos = startNanos;
          stalls.start();
          publisher.start();
          pacer.begin(startNanos);
        });
  }

  /** Sends no more, from any thread; ends when what is in flight is settled. */
  public void finish() {
    context.runOnContext(v -> pacer.finish());
  }

  /** Done when all was sent that was to be, and nothing is waited for. */
  public Future<Void> ended() {
    return ended.future();
  }

  /** Waits for the answers that are under way, as long as a probe waits for its own. */
  @Override
  public Future<?> stop() {
    stopped = true;
    pacer.finish();
    return pacer
        .ended()
        .compose(
            v -> {
              settled = true;
              pacer.stop();
              stalls.stop();
              publisher.stop();
              return closeAll();
            });
  }

  private Future<?> closeAll() {
    List<Future<?>> closing = new ArrayList<>();
    for (PacedFlow flow : flows) {
      if (flow.socket() != null) {
        closing.add(flow.socket().close());
      }
    }
    return Future.join(closing).eventually(this::release);
  }

  /** Makes ready what the flows share; called once, before any is opened. */
  abstract void prepare(RunSpec spec);

  /**
   * Opens the socket of a flow, and calls {@link #opened}.
   *
   * @return failed when it cannot be opened
   */
  abstract Future<Void> open(PacedFlow flow);

  /** Lets go of what the flows shared. */
  abstract Future<Void> release();

  /** Counters of the sockets, for the reports. */
  abstract void addTo(Map<String, Long> counters, Map<String, Long> gauges);

  /** The run's. */
  final RunSpec spec() {
    return part.spec();
  }

  /** A socket is open: the flow can send. */
  final void opened(PacedFlow flow, FlowSocket socket) {
    if (stopped) {
      socket.close();
      return;
    }
    flow.opened(socket);
    flow.backoff().reset();
    pacer.pump(flow);
  }

  /**
   * A flow may have more to send: replies have made room in its window, or its socket has room. It
   * does so when all that there is to be read in this turn of the event loop has been read: so that
   * no reply waits, and is timed too late, while others' successors are sent.
   */
  final void ready(PacedFlow flow) {
    if (flow.session().readEnds()) {
      state.answered(flow.session().answeredSentNanos());
    }
    if (flow.becomesReady()) {
      if (ready.isEmpty()) {
        loop.execute(sendReady);
      }
      ready.add(flow);
    }
  }

  private void sendReady() {
    for (PacedFlow flow = ready.poll(); flow != null; flow = ready.poll()) {
      flow.isPumped();
      pacer.pump(flow);
    }
  }

  /** A flow has no socket any more, or could not get one: tries again after a while. */
  final void lost(PacedFlow flow, String why) {
    flow.closed(why);
    if (!stopped) {
      failed(why);
      vertx.setTimer(flow.backoff().next(), id -> reopen(flow));
    }
  }

  private void reopen(PacedFlow flow) {
    if (!stopped) {
      open(flow).onFailure(failure -> lost(flow, ConnectFailure.reason(failure)));
    }
  }

  /** The system refused a datagram, or told what became of one. */
  final void failed(PacedFlow flow, Throwable failure) {
    if (failure instanceof PortUnreachableException) {
      flow.session().refused(System.nanoTime());
    }
    failed(ConnectFailure.reason(failure));
  }

  private void failed(String why) {
    state.failed(why);
    part.observer().failed(why);
  }

  private Measurements measure() {
    int inFlight = 0;
    for (PacedFlow flow : flows) {
      inFlight += flow.session().inFlight();
    }
    if (service) {
      recorder.drain();
    } else {
      publish(inFlight);
    }
    Map<String, Long> counters = recorder.counters();
    Map<String, Long> gauges = new HashMap<>();
    gauges.put(Metric.IN_FLIGHT.busName(), (long) inFlight);
    addTo(counters, gauges);
    return new Measurements(
        counters,
        gauges,
        Map.of(
            Metric.RTT.busName(),
            recorder.roundTrip(),
            Metric.SEND_LAG.busName(),
            recorder.sendLag()));
  }

  private void publish(int inFlight) {
    long from = reportedNanos;
    long now = System.nanoTime();
    reportedNanos = now;
    InstanceResult result = settled ? result() : null;
    recorder.drainTo(
        (warmup, measured) ->
            vertx
                .eventBus()
                .publish(
                    RunProgress.address(part.runId()),
                    new RunProgress(
                        part.share().index(),
                        reportSequence++,
                        from,
                        now,
                        recorder.warmup().copy(),
                        recorder.measured().copy(),
                        inFlight,
                        warmup,
                        measured,
                        stalls.drain(),
                        result),
                    new DeliveryOptions().setLocalOnly(true)));
  }

  private InstanceResult result() {
    List<FlowCounts> each = new ArrayList<>();
    for (PacedFlow flow : flows) {
      each.add(flow.session().counts(flow.local()));
    }
    return recorder.result(each);
  }
}

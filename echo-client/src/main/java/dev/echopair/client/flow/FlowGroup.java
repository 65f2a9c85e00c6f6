package dev.echopair.client.flow;

import dev.echopair.client.config.InstanceShare;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.client.measure.FlowSession;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.client.measure.RunRecorder;
import dev.echopair.shared.net.ConnectFailure;
import io.vertx.core.Future;
import java.net.PortUnreachableException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Owns the flows of one event loop. Opens their sockets and reopens lost sockets with back-off;
 * sends when the {@link Pacer} decides; waits for the last replies and closes the sockets. It
 * publishes nothing: its owner reads the counts. Lives on that event loop.
 */
public final class FlowGroup {

  /**
   * Connections that are opened at the same time: more would overflow the backlog of a listener.
   */
  private static final int OPENING_AT_ONCE = 64;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Loop loop;
  private final LongSupplier clock;
  private final RunPart part;
  private final FlowSockets sockets;
  private final Listener listener;
  private final List<PacedFlow> flows = new ArrayList<>();
  private final Pacer pacer;
  private final Deque<PacedFlow> queue = new ArrayDeque<>();
  private final Runnable sendQueued = this::sendQueued;

  private boolean stopping;

  /** Receives the events of a target: its answers and its failures. */
  public interface Listener {

    /**
     * Called when probes were answered in time.
     *
     * @param sentNanos actual send time of the last answered probe, by {@link System#nanoTime()}
     */
    void answered(long sentNanos);

    /** Called when the path to the target fails. The flows continue. */
    void failed(String why);
  }

  /**
   * Makes the flows of a part of a run.
   *
   * @param recorder records the counts and times of all these flows
   */
  public FlowGroup(
      Loop loop, RunPart part, RunRecorder recorder, FlowSockets sockets, Listener listener) {
    this(loop, System::nanoTime, part, recorder, sockets, listener);
  }

  FlowGroup(
      Loop loop,
      LongSupplier clock,
      RunPart part,
      RunRecorder recorder,
      FlowSockets sockets,
      Listener listener) {
    this.loop = loop;
    this.clock = clock;
    this.part = part;
    this.sockets = sockets;
    this.listener = listener;
    RunSpec spec = part.spec();
    InstanceShare share = part.share();
    for (int i = 0; i < share.flows(spec.flows()); i++) {
      int flow = share.flow(i);
      FlowSession session = new FlowSession(spec, flow, part.runId(), recorder, part.observer());
      flows.add(new PacedFlow(session, spec.stop().countOf(flow, spec.flows()), RANDOM));
    }
    this.pacer = new Pacer(loop, clock, spec, flows, () -> failed(ProbeObserver.NO_ANSWER));
  }

  /** Opens all flows; fails when a flow cannot be opened. */
  public Future<Void> open() {
    return openEach(this::open);
  }

  /** Opens all flows; retries failed flows later, with back-off. */
  public Future<Void> openNowOrLater() {
    return openEach(
        flow ->
            open(flow)
                .otherwise(
                    failure -> {
                      lost(flow, ConnectFailure.reason(failure));
                      return null;
                    }));
  }

  private Future<Void> openEach(Function<PacedFlow, Future<Void>> open) {
    List<Future<Void>> lanes = new ArrayList<>();
    for (int lane = 0; lane < Math.min(OPENING_AT_ONCE, flows.size()); lane++) {
      lanes.add(openFrom(lane, open));
    }
    return Future.all(lanes).mapEmpty();
  }

  private Future<Void> openFrom(int flow, Function<PacedFlow, Future<Void>> open) {
    return flow >= flows.size()
        ? Future.succeededFuture()
        : open.apply(flows.get(flow)).compose(opened -> openFrom(flow + OPENING_AT_ONCE, open));
  }

  /**
   * Starts to send.
   *
   * @param startNanos start time of the schedule, by {@link System#nanoTime()}
   */
  public void begin(long startNanos) {
    if (!stopping) {
      pacer.begin(startNanos);
    }
  }

  /** Stops sending; the flows still wait for outstanding probes. */
  public void finish() {
    pacer.finish();
  }

  /** Completes when all probes have been sent and no probe is outstanding. */
  public Future<Void> ended() {
    return pacer.ended();
  }

  /**
   * Stops sending and reopening sockets.
   *
   * @return completes when every outstanding probe is answered or lost
   */
  public Future<Void> settle() {
    stopping = true;
    pacer.finish();
    return pacer.ended().onSuccess(settled -> pacer.stop());
  }

  /** Closes all sockets and releases their shared resources. */
  public Future<?> close() {
    stopping = true;
    List<Future<?>> closing = new ArrayList<>();
    for (PacedFlow flow : flows) {
      if (flow.socket() != null) {
        closing.add(flow.socket().close());
      }
    }
    return Future.join(closing).eventually(sockets::close);
  }

  /** The number of outstanding probes. */
  public int inFlight() {
    int inFlight = 0;
    for (PacedFlow flow : flows) {
      inFlight += flow.session().inFlight();
    }
    return inFlight;
  }

  /** The counts of each flow so far, for the measured part. */
  public List<FlowCounts> counts() {
    List<FlowCounts> each = new ArrayList<>();
    for (PacedFlow flow : flows) {
      each.add(flow.session().counts(flow.local()));
    }
    return each;
  }

  private Future<Void> open(PacedFlow flow) {
    return sockets
        .open(flow.session(), new SocketEvents(flow))
        .map(
            socket -> {
              opened(flow, socket);
              return null;
            });
  }

  private void opened(PacedFlow flow, FlowSocket socket) {
    if (stopping) {
      socket.close();
      return;
    }
    flow.opened(socket);
    flow.backoff().reset();
    pacer.pump(flow);
  }

  private void reopen(PacedFlow flow) {
    if (!stopping) {
      open(flow).onFailure(failure -> lost(flow, ConnectFailure.reason(failure)));
    }
  }

  private void lost(PacedFlow flow, String why) {
    flow.closed(why);
    if (!stopping) {
      failed(why);
      loop.schedule(() -> reopen(flow), TimeUnit.MILLISECONDS.toNanos(flow.backoff().next()));
    }
  }

  private void failed(String why) {
    listener.failed(why);
    part.observer().failed(why);
  }

  /**
   * Puts a flow into the queue of flows that may send. The queued flows send after all reads of
   * this turn of the event loop. Otherwise a reply would wait, and would be timed too late, while
   * other flows send probes.
   */
  private void enqueue(PacedFlow flow) {
    if (!flow.isQueued()) {
      flow.setQueued(true);
      if (queue.isEmpty()) {
        loop.execute(sendQueued);
      }
      queue.add(flow);
    }
  }

  private void sendQueued() {
    for (PacedFlow flow = queue.poll(); flow != null; flow = queue.poll()) {
      flow.setQueued(false);
      pacer.pump(flow);
    }
  }

  private final class SocketEvents implements FlowSocket.Events {

    private final PacedFlow flow;

    SocketEvents(PacedFlow flow) {
      this.flow = flow;
    }

    @Override
    public void sendable() {
      FlowSession session = flow.session();
      if (session.endRead()) {
        listener.answered(session.answeredSentNanos());
      }
      enqueue(flow);
    }

    @Override
    public void failed(Throwable failure) {
      if (failure instanceof PortUnreachableException) {
        flow.session().refused(clock.getAsLong());
      }
      FlowGroup.this.failed(ConnectFailure.reason(failure));
    }

    @Override
    public void lost(String why) {
      FlowGroup.this.lost(flow, why);
    }
  }
}

package dev.echopair.client.flow;

import dev.echopair.client.config.InstanceShare;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.client.measure.FlowSession;
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
 * The flows of one event loop: opens their sockets, and opens them again with back-off when they
 * are lost, sends when the {@link Pacer} says so, waits for the last replies, closes. Publishes
 * nothing: who owns it reads its counts. Lives on that event loop.
 */
public final class FlowGroup {

  /** Connections under way at once: more would overrun the backlog of a listener. */
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

  /** Hears whether the target answers. */
  public interface Listener {

    /**
     * Probes were answered in time.
     *
     * @param sentNanos when the newest of them was sent, by {@link System#nanoTime()}
     */
    void answered(long sentNanos);

    /** Something went wrong on the way to the target; the flows go on. */
    void failed(String why);
  }

  /**
   * Makes the flows of a part of a run.
   *
   * @param recorder counts and times all that these flows send and receive
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
    this.pacer = new Pacer(loop, clock, spec, flows, () -> failed("no answer in time"));
  }

  /** Opens all flows; fails when one of them cannot be opened. */
  public Future<Void> open() {
    return openEach(this::open);
  }

  /** Opens all flows; those that cannot be opened now are opened later. */
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
   * @param startNanos the time that the schedule counts from, by {@link System#nanoTime()}
   */
  public void begin(long startNanos) {
    if (!stopping) {
      pacer.begin(startNanos);
    }
  }

  /** Sends no more; what is in flight is still waited for. */
  public void finish() {
    pacer.finish();
  }

  /** Done when all was sent that was to be, and nothing is waited for. */
  public Future<Void> ended() {
    return pacer.ended();
  }

  /**
   * Sends no more and opens nothing more.
   *
   * @return done when the probes in flight are answered or lost
   */
  public Future<Void> settle() {
    stopping = true;
    pacer.finish();
    return pacer.ended().onSuccess(settled -> pacer.stop());
  }

  /** Closes all sockets and releases what they shared. */
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

  /** Probes that are waited for. */
  public int inFlight() {
    int inFlight = 0;
    for (PacedFlow flow : flows) {
      inFlight += flow.session().inFlight();
    }
    return inFlight;
  }

  /** The counts of each flow so far, the measured part. */
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
   * Puts a flow into the queue of those that may send. They do so when all that there is to be read
   * in this turn of the event loop has been read: so that no reply waits, and is timed too late,
   * while probes of other flows are sent.
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

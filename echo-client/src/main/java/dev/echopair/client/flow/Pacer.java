package dev.echopair.client.flow;

import dev.echopair.client.config.InstanceShare;
import dev.echopair.client.config.RunSpec;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends the probes of one instance when they are due.
 *
 * <p>An open loop keeps to its schedule with timers of the event loop, which are as fine as the
 * transport's clock (epoll: well below a millisecond; NIO: a millisecond), and never spins. What
 * could not be sent in time is sent as soon as it can be, with the time that was meant; what is
 * late by the timeout is skipped, and counted. A closed loop sends whenever a reply, or the loss of
 * one, makes room. Lives on the event loop.
 */
// What a timer returns is cancelled or left to run out.
@SuppressWarnings("FutureReturnValueIgnored")
public final class Pacer {

  /** Wake-ups closer together cost more than they gain: what is due is sent together. */
  private static final long SHORTEST_TICK_NANOS = 50_000;

  /**
   * What is late is sent in parts, with reads in between: all at once, after a stall, would have
   * the replies overrun the receive queue of the socket.
   */
  private static final int MOST_PER_TURN = 64;

  /** Probes that go out in one burst do so within microseconds, less than they all take to make. */
  private static final int PROBES_PER_CLOCK_READING = 16;

  private static final long SWEEP_NANOS = 10_000_000;
  private static final long SETTLING_SWEEP_NANOS = 1_000_000;

  private final EventLoop loop;
  private final RunSpec spec;
  private final InstanceShare share;
  private final List<PacedFlow> flows;
  private final Runnable lost;
  private final Schedule schedule;
  private final int depth;
  private final long timeoutNanos;
  private final Promise<Void> ended = Promise.promise();

  private long start;
  private int nextFlow;
  private long nextTurn;
  private boolean sending;
  private boolean stopped;
  private final Runnable onTick = this::tick;
  private ScheduledFuture<?> tick;
  private ScheduledFuture<?> sweep;

  /**
   * Prepares the sending.
   *
   * @param lost called when probes were given up
   */
  public Pacer(
      EventLoop loop, RunSpec spec, InstanceShare share, List<PacedFlow> flows, Runnable lost) {
    this.loop = loop;
    this.spec = spec;
    this.share = share;
    this.flows = flows;
    this.lost = lost;
    this.schedule = spec.pattern().isOpenLoop() ? new Schedule(spec.pattern()) : null;
    this.depth = spec.pattern().depth() == 0 ? Integer.MAX_VALUE : spec.pattern().depth();
    this.timeoutNanos = spec.timeout().toNanos();
  }

  /**
   * Begins.
   *
   * @param startNanos the time that the schedule counts from, by {@link System#nanoTime()}
   */
  public void begin(long startNanos) {
    start = startNanos;
    sending = true;
    sweepAgain();
    if (schedule != null) {
      tickAgain();
      return;
    }
    long endNanos = spec.stop().endNanos();
    if (endNanos != Long.MAX_VALUE) {
      loop.schedule(this::finish, endNanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
    }
    for (PacedFlow flow : flows) {
      flow.allow(flow.quota());
      pump(flow);
    }
  }

  /** Done when nothing more is to be sent and nothing is waited for. */
  public Future<Void> ended() {
    return ended.future();
  }

  /** Sends no more; what is in flight is still waited for, up to the timeout. */
  public void finish() {
    sending = false;
    cancel(tick);
    for (PacedFlow flow : flows) {
      flow.allow(flow.turn());
    }
    if (sweep == null) {
      ended.tryComplete();
    }
  }

  /** Stops at once. */
  public void stop() {
    stopped = true;
    finish();
    cancel(sweep);
    ended.tryComplete();
  }

  /** Sends what a flow has due, as far as there is room. */
  public void pump(PacedFlow flow) {
    if (schedule == null) {
      sendWhatFits(flow);
    } else {
      sendWhatIsDue(flow);
    }
    flow.flush();
  }

  private void sendWhatFits(PacedFlow flow) {
    for (int room = room(flow); room > 0; room = room(flow)) {
      long now = System.nanoTime();
      flow.send(Math.min(room, PROBES_PER_CLOCK_READING), now, now);
    }
  }

  private void sendWhatIsDue(PacedFlow flow) {
    long now = 0;
    for (int burst = 0; flow.isBehind(); burst++) {
      if (burst % PROBES_PER_CLOCK_READING == 0) {
        now = System.nanoTime();
      }
      long intended = start + schedule.timeOf(number(flow));
      if (isTooLate(flow, now - intended)) {
        flow.skip(intended);
      } else if (room(flow) > 0) {
        flow.send(1, intended, now);
      } else {
        return;
      }
    }
  }

  /** Without a socket nothing is late but all is lost: what is due cannot be sent at all. */
  private boolean isTooLate(PacedFlow flow, long lateNanos) {
    return flow.socket() == null || lateNanos >= timeoutNanos;
  }

  /** How many probes a flow may send now. */
  private int room(PacedFlow flow) {
    if (flow.socket() == null || !flow.socket().isWritable()) {
      return 0;
    }
    int window = Math.min(depth - flow.session().inFlight(), flow.session().room());
    return (int) Math.min(window, flow.due() - flow.turn());
  }

  /** The number, among those of all flows, of the probe that a flow sends next. */
  private long number(PacedFlow flow) {
    return flow.session().flow() + flow.turn() * spec.flows();
  }

  private void tick() {
    long now = System.nanoTime();
    int first = nextFlow;
    int touched = 0;
    while (touched < MOST_PER_TURN && hasNext() && nextIntended() - now <= 0) {
      PacedFlow flow = flows.get(nextFlow);
      flow.allow(flow.due() + 1);
      touched++;
      advance();
    }
    for (int i = 0; i < Math.min(touched, flows.size()); i++) {
      PacedFlow flow = flows.get((first + i) % flows.size());
      pump(flow);
      // What did not fit before the flush may fit now.
      pump(flow);
    }
    if (touched == MOST_PER_TURN && hasNext()) {
      // Behind what is to be read by now: the loop selects before it runs what is scheduled.
      tick = loop.schedule(onTick, 0, TimeUnit.NANOSECONDS);
    } else {
      tickAgain();
    }
  }

  private void advance() {
    nextFlow++;
    if (nextFlow == flows.size()) {
      nextFlow = 0;
      nextTurn++;
    }
  }

  /** Whether the schedule goes on; where it does not, the sending ends. */
  private boolean hasNext() {
    sending =
        sending
            && nextTurn < flows.get(nextFlow).quota()
            && schedule.timeOf(nextNumber()) < spec.stop().endNanos();
    return sending;
  }

  private long nextNumber() {
    return share.flow(nextFlow) + nextTurn * spec.flows();
  }

  private long nextIntended() {
    return start + schedule.timeOf(nextNumber());
  }

  private void tickAgain() {
    if (hasNext()) {
      long delay = Math.max(SHORTEST_TICK_NANOS, nextIntended() - System.nanoTime());
      tick = loop.schedule(onTick, delay, TimeUnit.NANOSECONDS);
    }
  }

  private void sweepAgain() {
    sweep =
        loop.schedule(
            this::sweep, sending ? SWEEP_NANOS : SETTLING_SWEEP_NANOS, TimeUnit.NANOSECONDS);
  }

  private void sweep() {
    long now = System.nanoTime();
    // A closed loop is through when no flow may send more.
    boolean idle = schedule == null || !sending;
    for (PacedFlow flow : flows) {
      if (flow.session().expire(now) > 0) {
        lost.run();
      }
      if (flow.isBehind()) {
        pump(flow);
      }
      idle = idle && !flow.isBehind() && flow.session().inFlight() == 0;
    }
    if (idle) {
      ended.tryComplete();
    } else if (!stopped) {
      sweepAgain();
    }
  }

  private static void cancel(ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}

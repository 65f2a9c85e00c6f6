package dev.echopair.client.flow;

import dev.echopair.client.config.RunSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Sends the probes of one instance when they are due.
 *
 * <p>An open loop keeps to its schedule with timers of the event loop, which are as fine as the
 * transport's clock (epoll: well below a millisecond; NIO: a millisecond), and never spins. A probe
 * that cannot be sent in time is sent as soon as possible, with its intended time; one that is late
 * by the timeout is skipped, and counted. A closed loop sends whenever a reply, or the loss of one,
 * makes room. Lives on the event loop; clock and loop are handed in, so that tests need neither a
 * socket nor a real clock.
 */
final class Pacer {

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

  private final Loop loop;
  private final LongSupplier clock;
  private final RunSpec spec;
  private final List<PacedFlow> flows;
  private final Runnable lost;
  private final Schedule schedule;
  private final int depth;
  private final long timeoutNanos;
  private final Promise<Void> ended = Promise.promise();
  private final Runnable onTick = this::tick;
  private final Runnable onSweep = this::sweep;

  private long start;
  private int nextFlow;
  private long nextTurn;
  private boolean sending;
  private boolean stopped;
  private Loop.Timer tick;
  private Loop.Timer sweep;
  private Loop.Timer end;

  /**
   * Prepares the sending.
   *
   * @param clock in nanoseconds, as {@link System#nanoTime()}
   * @param flows those of the run that this instance carries, in the order of their numbers
   * @param lost called when probes were given up
   */
  Pacer(Loop loop, LongSupplier clock, RunSpec spec, List<PacedFlow> flows, Runnable lost) {
    this.loop = loop;
    this.clock = clock;
    this.spec = spec;
    this.flows = flows;
    this.lost = lost;
    this.schedule = spec.pattern().isOpenLoop() ? new Schedule(spec.pattern()) : null;
    this.depth = spec.pattern().depth() == 0 ? Integer.MAX_VALUE : spec.pattern().depth();
    this.timeoutNanos = spec.timeout().toNanos();
  }

  /**
   * Begins.
   *
   * @param startNanos the time that the schedule counts from, on the clock
   */
  void begin(long startNanos) {
    start = startNanos;
    sending = true;
    sweepAgain();
    if (schedule != null) {
      tickAgain(SHORTEST_TICK_NANOS);
      return;
    }
    long endNanos = spec.stop().endNanos();
    if (endNanos != Long.MAX_VALUE) {
      end = loop.schedule(this::finish, endNanos - (clock.getAsLong() - start));
    }
    for (PacedFlow flow : flows) {
      flow.allow(flow.quota());
      pump(flow);
    }
  }

  /** Done when nothing more is to be sent and nothing is waited for. */
  Future<Void> ended() {
    return ended.future();
  }

  /** Sends no more; what is in flight is still waited for, up to the timeout. */
  void finish() {
    sending = false;
    cancel(tick);
    cancel(end);
    for (PacedFlow flow : flows) {
      flow.allow(flow.turn());
    }
    if (sweep == null) {
      ended.tryComplete();
    }
  }

  /** Stops at once. */
  void stop() {
    stopped = true;
    finish();
    cancel(sweep);
    ended.tryComplete();
  }

  /** Sends what a flow has due, as far as there is room. */
  void pump(PacedFlow flow) {
    if (schedule == null) {
      sendWhatFits(flow);
    } else {
      sendWhatIsDue(flow);
    }
    flow.flush();
  }

  private void sendWhatFits(PacedFlow flow) {
    for (int room = room(flow); room > 0; room = room(flow)) {
      long now = clock.getAsLong();
      flow.send(Math.min(room, PROBES_PER_CLOCK_READING), now, now);
    }
  }

  private void sendWhatIsDue(PacedFlow flow) {
    long now = 0;
    for (int burst = 0; flow.isBehind(); burst++) {
      if (burst % PROBES_PER_CLOCK_READING == 0) {
        now = clock.getAsLong();
      }
      long intended = start + schedule.timeOf(number(flow, flow.turn()));
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

  /** The number, among the probes of all flows, of the one that a flow sends in a turn. */
  private long number(PacedFlow flow, long turn) {
    return flow.session().flow() + turn * spec.flows();
  }

  private void tick() {
    long now = clock.getAsLong();
    int first = nextFlow;
    int touched = 0;
    while (touched < MOST_PER_TURN && !isScheduleOver() && nextIntended() - now <= 0) {
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
    // A delay of 0 puts the rest behind what is to be read by now.
    tickAgain(touched == MOST_PER_TURN ? 0 : SHORTEST_TICK_NANOS);
  }

  private void advance() {
    nextFlow++;
    if (nextFlow == flows.size()) {
      nextFlow = 0;
      nextTurn++;
    }
  }

  private boolean isScheduleOver() {
    return nextTurn >= flows.get(nextFlow).quota()
        || schedule.timeOf(nextNumber()) >= spec.stop().endNanos();
  }

  private long nextNumber() {
    return number(flows.get(nextFlow), nextTurn);
  }

  private long nextIntended() {
    return start + schedule.timeOf(nextNumber());
  }

  /** Waits for the next probe of the schedule; where there is none, the sending ends. */
  private void tickAgain(long leastNanos) {
    sending = sending && !isScheduleOver();
    if (sending) {
      long delay = leastNanos == 0 ? 0 : Math.max(leastNanos, nextIntended() - clock.getAsLong());
      tick = loop.schedule(onTick, delay);
    }
  }

  private void sweepAgain() {
    sweep = loop.schedule(onSweep, sending ? SWEEP_NANOS : SETTLING_SWEEP_NANOS);
  }

  private void sweep() {
    long now = clock.getAsLong();
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

  private static void cancel(Loop.Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}

package dev.echopair.client.flow;

import dev.echopair.client.config.RunSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Sends the probes of one instance when they are due.
 *
 * <p>An open loop follows its schedule with timers of the event loop and never spins. The timers
 * have the resolution of the transport (epoll: well below a millisecond; NIO: a millisecond). A
 * probe that cannot be sent in time is sent as soon as possible and keeps its intended time. A
 * probe that is late by the timeout is skipped and counted. A closed loop sends when a reply
 * arrives or a probe is lost. Lives on the event loop. Clock and loop are parameters, so that tests
 * need neither a socket nor a real clock.
 */
final class Pacer {

  /** The shortest delay of a tick. More frequent wake-ups cost more than they gain. */
  private static final long SHORTEST_TICK_NANOS = 50_000;

  /**
   * Maximum number of probes that become due in one tick. After a stall, late probes are sent in
   * parts with reads in between: otherwise the replies would overflow the receive queue of the
   * socket.
   */
  private static final int MOST_PER_TURN = 64;

  /** Number of probes that share one reading of the clock; their sends take only microseconds. */
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
   * Prepares to send.
   *
   * @param clock time in nanoseconds, as {@link System#nanoTime()}
   * @param flows the flows of this instance, in the order of their numbers
   * @param lost called when the timeout of probes has passed
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
   * Starts to send.
   *
   * @param startNanos start time of the schedule, on the clock
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

  /** Completes when all probes have been sent and no probe is outstanding. */
  Future<Void> ended() {
    return ended.future();
  }

  /** Stops sending; still waits for outstanding probes, up to the timeout. */
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

  /** Stops at once, without waiting for outstanding probes. */
  void stop() {
    stopped = true;
    finish();
    cancel(sweep);
    ended.tryComplete();
  }

  /** Sends the due probes of a flow, as many as there is room for. */
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

  /** Without a socket a due probe is skipped at once, as it cannot be sent. */
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

  /** The number, among the probes of all flows, of the probe that a flow sends in a turn. */
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
      // After the flush there may be room for more probes.
      pump(flow);
    }
    // A delay of 0 continues with the rest after the pending reads.
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

  /** Schedules the tick of the next probe. Sending ends when the schedule is over. */
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
    // A closed loop has ended when no flow may send more.
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

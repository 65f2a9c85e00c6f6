package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import dev.echopair.client.measure.Stall;
import java.util.List;

/**
 * One kind of client overhead of a run: the stalls of its event loops, or the pauses of its garbage
 * collector.
 *
 * @param count number of stalls or pauses
 * @param totalNanos their sum, over all event loops
 * @param maxNanos the longest; 0 when there are none
 */
record ClientOverhead(long count, long totalNanos, long maxNanos) {

  private static final String EVENT_LOOP = "event loop";

  /** Whether an event loop stalled; false for a GC pause, which stops the whole process. */
  static boolean isStall(Stall stall) {
    return stall.cause().equals(EVENT_LOOP);
  }

  /** The stalls of the event loops. */
  static ClientOverhead stalls(RunResult result) {
    return of(result.stalls().stream().filter(ClientOverhead::isStall).toList());
  }

  /** The pauses of the garbage collector. */
  static ClientOverhead pauses(RunResult result) {
    return of(result.stalls().stream().filter(stall -> !isStall(stall)).toList());
  }

  private static ClientOverhead of(List<Stall> stalls) {
    return new ClientOverhead(
        stalls.size(),
        stalls.stream().mapToLong(Stall::nanos).sum(),
        stalls.stream().mapToLong(Stall::nanos).max().orElse(0));
  }
}

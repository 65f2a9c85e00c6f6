package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import dev.echopair.client.measure.Stall;
import java.util.List;

/**
 * Times of one kind in which the client itself stood still, taken together.
 *
 * @param count how many
 * @param totalNanos their sum, over all event loops
 * @param maxNanos the longest; 0 without any
 */
record OwnTimes(long count, long totalNanos, long maxNanos) {

  private static final String EVENT_LOOP = "event loop";

  /** Whether an event loop stood still, rather than the whole process for the collector. */
  static boolean isStall(Stall stall) {
    return stall.cause().equals(EVENT_LOOP);
  }

  /** Those of the event loops. */
  static OwnTimes stalls(RunResult result) {
    return of(result.stalls().stream().filter(OwnTimes::isStall).toList());
  }

  /** Those of the garbage collector. */
  static OwnTimes pauses(RunResult result) {
    return of(result.stalls().stream().filter(stall -> !isStall(stall)).toList());
  }

  private static OwnTimes of(List<Stall> stalls) {
    return new OwnTimes(
        stalls.size(),
        stalls.stream().mapToLong(Stall::nanos).sum(),
        stalls.stream().mapToLong(Stall::nanos).max().orElse(0));
  }
}

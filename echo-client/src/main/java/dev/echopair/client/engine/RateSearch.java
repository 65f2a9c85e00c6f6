package dev.echopair.client.engine;

import java.util.function.BooleanSupplier;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;

/**
 * Searches for the highest rate at which a trial succeeds. Doubles the rate until a trial fails, or
 * halves the rate until a trial succeeds. Then halves the gap between the two rates until they
 * differ by at most 5 %.
 *
 * <p>A rate at which the trial failed is tried twice more, so that one disturbance of the machine
 * is not mistaken for the limit. The search uses no sockets, clocks or threads: a trial may take
 * any time, on the thread that searches.
 *
 * @param <T> the result of a trial
 */
public final class RateSearch<T> {

  /** The lowest rate that is tried, per second. */
  public static final double LOWEST = 1;

  /** The highest rate that is tried, per second. */
  public static final double HIGHEST = 10e6;

  /** The search ends when failed rate / succeeded rate is at most this value. */
  private static final double PRECISION = 1.05;

  private static final int MAX_STEPS = 40;
  private static final int TRIALS_PER_RATE = 3;

  private final DoubleFunction<T> trial;
  private final Predicate<T> succeeded;
  private final BooleanSupplier stopped;

  /**
   * The result of a search.
   *
   * @param rate the highest rate that succeeded, per second; 0 when no rate succeeded
   * @param result result of the trial at that rate, or of the last trial when no rate succeeded
   */
  public record Found<T>(double rate, T result) {}

  /**
   * Prepares a search.
   *
   * @param trial tries a rate per second
   * @param succeeded judges the result of a trial
   * @param stopped checked between trials; {@code true} ends the search with its result so far
   */
  public RateSearch(DoubleFunction<T> trial, Predicate<T> succeeded, BooleanSupplier stopped) {
    this.trial = trial;
    this.succeeded = succeeded;
    this.stopped = stopped;
  }

  /**
   * Runs the search, with at least one trial.
   *
   * @param first the first rate, per second
   */
  public Found<T> from(double first) {
    double low = 0;
    double high = 0;
    T best = null;
    T last;
    double rate = first;
    int steps = 0;
    do {
      last = trialsAt(rate);
      if (succeeded.test(last)) {
        low = rate;
        best = last;
      } else {
        high = rate;
      }
      rate = next(low, high);
      steps++;
    } while (steps < MAX_STEPS && !isKnown(low, high) && !stopped.getAsBoolean());
    return new Found<>(low, best == null ? last : best);
  }

  private T trialsAt(double rate) {
    T result = trial.apply(rate);
    for (int trials = 1;
        trials < TRIALS_PER_RATE && !succeeded.test(result) && !stopped.getAsBoolean();
        trials++) {
      result = trial.apply(rate);
    }
    return result;
  }

  private static boolean isKnown(double low, double high) {
    if (low > 0 && high > 0) {
      return high / low <= PRECISION;
    }
    return low >= HIGHEST || (high > 0 && high <= LOWEST);
  }

  private static double next(double low, double high) {
    if (high == 0) {
      return Math.min(HIGHEST, low * 2);
    }
    return low == 0 ? Math.max(LOWEST, high / 2) : (low + high) / 2;
  }
}

package dev.echopair.client.report;

import dev.echopair.client.engine.Interval;
import dev.echopair.client.engine.RunResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All outputs of a run. A separate thread writes them: the intervals come on an event loop that
 * measures, and a slow disk must not stall it.
 *
 * <p>An output that fails is reported once and not used again; the other outputs continue.
 */
public final class ResultOutputs {

  /** Maximum number of intervals that wait for a slow disk; each takes about a megabyte. */
  private static final int MOST_WAITING = 64;

  /** Each output and its name for messages; without those that failed. Used by two threads. */
  private final Map<ResultOutput, String> outputs =
      Collections.synchronizedMap(new LinkedHashMap<>());

  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService thread;

  /** Written on event loops, read by the thread that finishes. */
  private final AtomicLong missed = new AtomicLong();

  private ResultOutputs(Map<ResultFormat, Destination> all, Percentiles percentiles) {
    all.forEach(
        (format, destination) ->
            outputs.put(format.to(destination, percentiles), format.option() + " " + destination));
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            ResultOutputs::newThread);
  }

  /**
   * Checks that all outputs can be written, then opens or creates those that are written row by
   * row.
   *
   * @param names the name of each file, {@code -} for stdout
   */
  public static ResultOutputs openBlocking(Map<ResultFormat, String> names, Percentiles percentiles)
      throws ResultOutputException {
    Map<ResultFormat, Destination> destinations = new LinkedHashMap<>();
    for (Entry<ResultFormat, String> each : names.entrySet()) {
      Destination destination = Destination.of(each.getKey().option(), each.getValue());
      for (Entry<ResultFormat, Destination> other : destinations.entrySet()) {
        if (destination.isSameAs(other.getValue())) {
          throw new ResultOutputException(
              "%s and %s both write to %s: give one of them a file of its own"
                  .formatted(other.getKey().option(), each.getKey().option(), destination));
        }
      }
      destinations.put(each.getKey(), destination);
    }
    ResultOutputs opened = new ResultOutputs(destinations, percentiles);
    opened.beginBlocking();
    return opened;
  }

  /** Receives an interval when it is over. Does not block; may be called on an event loop. */
  public void interval(Interval row) {
    if (outputs.isEmpty()) {
      return;
    }
    try {
      thread.execute(() -> forEach(output -> output.intervalBlocking(row)));
    } catch (RejectedExecutionException e) {
      missed.incrementAndGet();
    }
  }

  /**
   * Writes the intervals that still wait, and the result.
   *
   * <p>Writes no result when the intervals cannot be written within a minute, or when the thread is
   * interrupted; then each output is a problem.
   *
   * @return a sentence for each problem; empty when everything was written
   */
  public List<String> finishBlocking(RunResult result, List<Outcome> outcomes) {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        return incomplete("writing the intervals takes longer than a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return incomplete("interrupted while the intervals were written");
    }
    long skipped = missed.get();
    if (skipped > 0) {
      problems.add(
          "%s missing in the outputs with a row per interval: writing was too slow"
              .formatted(skipped == 1 ? "1 interval is" : skipped + " intervals are"));
    }
    forEach(output -> output.finishBlocking(result, outcomes));
    return List.copyOf(problems);
  }

  /** Adds a problem for each output that stays without the result, and stops writing. */
  private List<String> incomplete(String why) {
    thread.shutdownNow();
    List<String> all = new ArrayList<>(List.copyOf(problems));
    for (String output : List.copyOf(outputs.values())) {
      all.add(output + ": the result is not written: " + why);
    }
    return all;
  }

  private void beginBlocking() throws ResultOutputException {
    for (Entry<ResultOutput, String> each : outputs.entrySet()) {
      try {
        each.getKey().beginBlocking();
      } catch (IOException e) {
        throw new ResultOutputException(
            each.getValue() + ": cannot write: " + Destination.reason(e));
      }
    }
  }

  private void forEach(Step step) {
    for (ResultOutput output : List.copyOf(outputs.keySet())) {
      try {
        step.take(output);
      } catch (IOException e) {
        problems.add(outputs.remove(output) + ": cannot write: " + Destination.reason(e));
      }
    }
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "echo-results");
    thread.setDaemon(true);
    return thread;
  }

  private interface Step {
    void take(ResultOutput output) throws IOException;
  }
}

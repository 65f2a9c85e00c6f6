package dev.echopair.client.flow;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A loop with a simulated clock that only the test moves. */
final class FakeLoop implements Loop {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Task> timers =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));

  private final long origin;
  private long elapsed;
  private long scheduled;

  private record Task(long at, long order, Runnable run) {}

  /** Makes a loop whose clock starts at a time. */
  FakeLoop(long nanos) {
    origin = nanos;
  }

  /** The time of the clock. */
  long nanoTime() {
    return origin + elapsed;
  }

  /** Lets time pass and runs each task that becomes due, at its time. */
  void pass(long nanos) {
    long end = elapsed + nanos;
    runTasks();
    while (!timers.isEmpty() && timers.peek().at() <= end) {
      elapsed = Math.max(elapsed, timers.peek().at());
      runNextTimer();
    }
    elapsed = end;
  }

  /** Lets time pass without running a task. */
  void stall(long nanos) {
    elapsed += nanos;
  }

  /** Runs the next timer, which must be due. */
  void turn() {
    runTasks();
    if (timers.peek().at() > elapsed) {
      throw new IllegalStateException("nothing is due");
    }
    runNextTimer();
  }

  /** Whether no task and no timer waits. */
  boolean isIdle() {
    return tasks.isEmpty() && timers.isEmpty();
  }

  private void runNextTimer() {
    timers.poll().run().run();
    runTasks();
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Task timer = new Task(elapsed + Math.max(0, delayNanos), scheduled++, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }
}

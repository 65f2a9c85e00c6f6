package dev.echopair.client.watch;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A queue of events from many threads to the thread that shows them. When it is full, the oldest
 * events are dropped: a slow reader sees fewer views, but no old ones.
 */
final class WatchInbox {

  private static final int MAX_EVENTS = 64;
  private static final WatchEvent NOTHING = new WatchEvent.Tick();

  private final BlockingQueue<WatchEvent> events = new ArrayBlockingQueue<>(MAX_EVENTS);

  /** Adds an event. Call it from any thread; it never blocks. */
  synchronized void put(WatchEvent event) {
    while (!events.offer(event)) {
      events.poll();
    }
  }

  /** Waits for the next event; returns a {@link WatchEvent.Tick} when the time is over. */
  WatchEvent take(long patienceMillis) throws InterruptedException {
    WatchEvent event = events.poll(patienceMillis, TimeUnit.MILLISECONDS);
    return event == null ? NOTHING : event;
  }
}

package dev.echopair.client.watch;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Brings what happens on many threads to the one that shows it. When that one does not keep up, the
 * oldest events make room: a reader that is slow sees fewer views, not old ones.
 */
final class WatchInbox {

  private static final int MAX_EVENTS = 64;
  private static final WatchEvent NOTHING = new WatchEvent.Tick();

  private final BlockingQueue<WatchEvent> events = new ArrayBlockingQueue<>(MAX_EVENTS);

  /** Adds an event; from any thread, never blocks. */
  synchronized void put(WatchEvent event) {
    while (!events.offer(event)) {
      events.poll();
    }
  }

  /** The next event, or after a while a {@link WatchEvent.Tick}. */
  WatchEvent take(long patienceMillis) throws InterruptedException {
    WatchEvent event = events.poll(patienceMillis, TimeUnit.MILLISECONDS);
    return event == null ? NOTHING : event;
  }
}

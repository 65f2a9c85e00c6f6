package dev.echopair.server.tcp;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits the number of open connections of a node, all verticle instances together. Thread-safe;
 * used once when a connection opens and once when it closes.
 */
final class Admission implements Shareable {

  private static final String MAP = "dev.echopair.admission";

  private final AtomicInteger open = new AtomicInteger();

  /** Returns the admission that all TCP instances of a node share. */
  static Admission of(Vertx vertx) {
    LocalMap<String, Admission> admissions = vertx.sharedData().getLocalMap(MAP);
    return admissions.computeIfAbsent("tcp", key -> new Admission());
  }

  /**
   * Takes a place unless {@code limit} places are taken.
   *
   * @return whether a place was taken; then the caller must call {@link #leave()} later
   */
  boolean tryEnter(int limit) {
    int current = open.get();
    while (current < limit) {
      if (open.compareAndSet(current, current + 1)) {
        return true;
      }
      current = open.get();
    }
    return false;
  }

  /** Gives a place back. */
  void leave() {
    open.decrementAndGet();
  }

  /** Returns the number of places that are taken. */
  int open() {
    return open.get();
  }
}

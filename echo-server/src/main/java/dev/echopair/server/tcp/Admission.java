package dev.echopair.server.tcp;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets in as many connections as a node may have open, all verticle instances together.
 * Thread-safe; touched once when a connection opens and once when it closes.
 */
final class Admission implements Shareable {

  private static final String MAP = "dev.echopair.admission";

  private final AtomicInteger open = new AtomicInteger();

  /** The admission that all TCP instances of a node share. */
  static Admission of(Vertx vertx) {
    LocalMap<String, Admission> admissions = vertx.sharedData().getLocalMap(MAP);
    return admissions.computeIfAbsent("tcp", key -> new Admission());
  }

  /** Takes a place unless {@code limit} are taken; whoever got one must {@link #leave()}. */
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

  /** Places taken. */
  int open() {
    return open.get();
  }
}

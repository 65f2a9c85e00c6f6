package dev.echopair.client.watch;

import io.vertx.core.Future;
import java.util.function.Consumer;

/** Where the totals come from: a node's HTTP side, or the bus itself. */
public interface TotalsSource {

  /**
   * Begins to deliver: one event per interval, for as long as its Vert.x lives.
   *
   * @param events called on an event loop; must not block
   * @return done when it delivers
   */
  Future<Void> start(Consumer<WatchEvent> events);

  /** What it reads, for people. */
  String description();
}

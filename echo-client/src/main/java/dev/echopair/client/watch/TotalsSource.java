package dev.echopair.client.watch;

import io.vertx.core.Future;
import java.util.function.Consumer;

/** A source of totals: the HTTP address of a node, or the bus. */
public interface TotalsSource {

  /**
   * Starts to deliver one event per interval, until Vert.x is closed.
   *
   * @param events called on an event loop; must not block
   * @return completes when the source is ready
   */
  Future<Void> start(Consumer<WatchEvent> events);

  /** Returns the name of the source for the user. */
  String description();
}

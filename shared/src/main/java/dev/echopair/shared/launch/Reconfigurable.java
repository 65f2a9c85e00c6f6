package dev.echopair.shared.launch;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** A main verticle that takes a changed configuration while it runs. */
public interface Reconfigurable {

  /**
   * Applies a valid configuration; from any thread.
   *
   * @return done when it is applied; failed when it could not be, with what runs left as it was
   */
  Future<Void> reconfigure(JsonObject changed);
}

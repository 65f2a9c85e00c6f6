package dev.echopair.shared.launch;

import io.vertx.core.Future;

/**
 * A verticle that applies a changed configuration while it runs.
 *
 * @param <C> its configuration, typed
 */
public interface Reconfigurable<C> {

  /**
   * Applies a valid configuration; from any thread. The caller waits for the result before it calls
   * again.
   *
   * @return succeeds when the configuration is applied; fails when it could not be, and then what
   *     runs is as it was
   */
  Future<Void> reconfigure(C changed);
}

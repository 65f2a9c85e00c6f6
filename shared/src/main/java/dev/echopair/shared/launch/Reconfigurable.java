package dev.echopair.shared.launch;

import io.vertx.core.Future;

/**
 * A verticle that applies a changed configuration while it runs.
 *
 * @param <C> type of the configuration
 */
public interface Reconfigurable<C> {

  /**
   * Applies a valid configuration. May be called from any thread. The caller waits for the result
   * before the next call.
   *
   * @return succeeds when the configuration is applied; fails when it cannot be applied, and then
   *     the verticle keeps its previous configuration
   */
  Future<Void> reconfigure(C changed);
}

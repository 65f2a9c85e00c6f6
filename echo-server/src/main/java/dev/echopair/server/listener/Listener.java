package dev.echopair.server.listener;

import dev.echopair.server.config.ServerConfig;
import io.vertx.core.Future;

/**
 * One protocol as it is served under one configuration: its verticle instances, opened, changed and
 * closed together. Lives on the context of the verticle that opens it.
 */
interface Listener {

  /**
   * Deploys the verticle instances.
   *
   * @return what is served, when all instances listen; failed when one cannot, then call {@link
   *     #close()}
   */
  Future<Listening> open();

  /**
   * Tells whether the open instances can take over a changed configuration. Where they cannot
   * (host, port, instances, engine), a listener of the changed configuration takes their place.
   */
  boolean canBecome(ServerConfig changed);

  /**
   * Tells whether this listener must be closed before one of a changed configuration can open. Else
   * the new one opens first, so that there is always one that serves.
   */
  boolean conflictsWith(ServerConfig changed);

  /** Applies a changed configuration that the open instances can take over. */
  Future<Void> reconfigure(ServerConfig changed);

  /** Undeploys the instances; done when they have drained, at once when none is open. */
  Future<Void> close();
}

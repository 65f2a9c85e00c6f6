package dev.echopair.server.listener;

import dev.echopair.server.config.ServerConfig;
import io.vertx.core.Future;

/**
 * The verticle instances of one protocol under one configuration. They open, change and close
 * together. Lives on the context of the verticle that opens it.
 */
interface Listener {

  /**
   * Deploys the verticle instances.
   *
   * @return the description of the listener, when all instances listen; fails when one cannot
   *     listen: then call {@link #close()}
   */
  Future<Listening> open();

  /**
   * Returns whether the open instances can apply a changed configuration. If they cannot (another
   * host, port, engine or number of instances), a new listener replaces this one.
   */
  boolean canBecome(ServerConfig changed);

  /**
   * Returns whether this listener must close before the listener of a changed configuration can
   * open. If not, the new listener opens first, so that the service is not interrupted.
   */
  boolean conflictsWith(ServerConfig changed);

  /** Applies a changed configuration; requires {@link #canBecome}. */
  Future<Void> reconfigure(ServerConfig changed);

  /** Undeploys the instances; completes when they have drained, at once when none is open. */
  Future<Void> close();
}

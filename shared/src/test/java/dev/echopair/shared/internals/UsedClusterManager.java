package dev.echopair.shared.internals;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;

/**
 * Gives the cluster manager of a Vert.x instance.
 *
 * <p>Uses {@code VertxInternal} of Vert.x 5.0.12. A test that makes the cluster manager itself does
 * not need this class.
 */
public final class UsedClusterManager {

  private UsedClusterManager() {}

  /** The cluster manager; {@code null} when the instance is not clustered. */
  public static ClusterManager of(Vertx vertx) {
    return ((VertxInternal) vertx).clusterManager();
  }
}

package dev.echopair.shared.internals;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;

/**
 * The cluster manager of a Vert.x instance.
 *
 * <p>Written against {@code VertxInternal} of Vert.x 5.0.12. Unnecessary where a test makes the
 * manager itself.
 */
public final class UsedClusterManager {

  private UsedClusterManager() {}

  /** Finds it; {@code null} where the instance is not clustered. */
  public static ClusterManager of(Vertx vertx) {
    return ((VertxInternal) vertx).clusterManager();
  }
}

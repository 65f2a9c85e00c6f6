package dev.echopair.shared.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Vert.x's cluster manager for Hazelcast, with a bus that outlives its cluster: where Vert.x fails
 * every message once Hazelcast is gone, even those within the node, this one then delivers to the
 * node's own subscribers.
 */
final class EchoCluster extends HazelcastClusterManager {

  /** Addresses that somebody on this node has sent to. */
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  private volatile RegistrationListener registrations;
  private volatile boolean leaving;

  EchoCluster(Config config) {
    super(config);
  }

  /** Whether Vert.x itself has begun to leave. */
  boolean isLeaving() {
    return leaving;
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    registrations = listener;
    super.registrationListener(listener);
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
    asked.add(address);
    // No registrations mean to Vert.x: deliver within the node.
    super.getRegistrations(address, orWithoutCluster(List.of(), promise));
  }

  @Override
  public void addRegistration(
      String address, RegistrationInfo registrationInfo, Completable<Void> promise) {
    super.addRegistration(address, registrationInfo, orWithoutCluster(null, promise));
  }

  @Override
  public void removeRegistration(
      String address, RegistrationInfo registrationInfo, Completable<Void> promise) {
    super.removeRegistration(address, registrationInfo, orWithoutCluster(null, promise));
  }

  @Override
  public void leave(Completable<Void> promise) {
    leaving = true;
    super.leave(orWithoutCluster(null, promise));
  }

  /**
   * Forgets the other nodes, once Hazelcast is gone: Vert.x would go on with those that it
   * remembers for each address, which may leave this one out; its listener takes no notice of
   * {@code registrationsLost()}.
   */
  void deliverWithinNode() {
    for (String address : asked) {
      registrations.registrationsUpdated(new RegistrationUpdateEvent(address, List.of()));
    }
  }

  private <T> Completable<T> orWithoutCluster(T otherwise, Completable<T> promise) {
    return (result, failure) -> {
      if (failure != null && !isClustered()) {
        promise.succeed(otherwise);
      } else {
        promise.complete(result, failure);
      }
    };
  }

  private boolean isClustered() {
    HazelcastInstance hazelcast = getHazelcastInstance();
    return hazelcast != null && hazelcast.getLifecycleService().isRunning();
  }
}

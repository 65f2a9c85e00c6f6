package dev.echopair.shared.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.EchoEvents;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;

/**
 * Follows the membership of the cluster. Publishes on this node which node was lost, and when this
 * node is cut off from the cluster and back again. Called on threads of Hazelcast.
 */
final class Membership implements MembershipListener, LifecycleListener {

  /** The attribute of a member that holds its node's name. */
  static final String NODE_NAME = "dev.echopair.node";

  private static final DeliveryOptions WITHIN_NODE = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final EchoEvents events;
  private final EchoCluster manager;
  private final HazelcastInstance hazelcast;
  private final String cluster;

  private boolean cutOff;

  private Membership(Vertx vertx, EchoEvents events, EchoCluster manager) {
    this.vertx = vertx;
    this.events = events;
    this.manager = manager;
    this.hazelcast = manager.getHazelcastInstance();
    this.cluster = hazelcast.getConfig().getClusterName();
  }

  static void follow(Vertx vertx, EchoEvents events, EchoCluster manager) {
    Membership membership = new Membership(vertx, events, manager);
    membership.hazelcast.getCluster().addMembershipListener(membership);
    membership.hazelcast.getLifecycleService().addLifecycleListener(membership);
  }

  @Override
  public synchronized void memberAdded(MembershipEvent event) {
    back(event.getMembers().size());
  }

  @Override
  public synchronized void memberRemoved(MembershipEvent event) {
    if (manager.isLeaving()) {
      return;
    }
    String node = event.getMember().getAttribute(NODE_NAME);
    if (node != null) {
      vertx.eventBus().publish(BusAddress.NODE_LEFT, node, WITHIN_NODE);
    }
    if (event.getMembers().size() == 1) {
      cutOff("no other member of cluster " + cluster + " can be reached");
    }
  }

  @Override
  public synchronized void stateChanged(LifecycleEvent event) {
    if (manager.isLeaving()) {
      return;
    }
    switch (event.getState()) {
      case SHUTDOWN -> {
        manager.deliverWithinNode();
        cutOff("Hazelcast has shut down; only a restart joins the cluster again");
      }
      case MERGED -> back(hazelcast.getCluster().getMembers().size());
      default -> {
        // An intermediate state.
      }
    }
  }

  private void cutOff(String why) {
    if (!cutOff) {
      cutOff = true;
      events.publish(
          EchoEvents.CLUSTER_LOST,
          "cluster lost: " + why + "; this node continues to work, its reports stay local",
          new JsonObject().put("cluster", cluster));
    }
  }

  private void back(int members) {
    if (cutOff && members > 1) {
      cutOff = false;
      events.publish(
          EchoEvents.CLUSTER_JOINED,
          "back in cluster " + cluster + " with " + members + " members",
          new JsonObject().put("cluster", cluster).put("members", members));
    }
  }
}

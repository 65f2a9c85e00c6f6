package dev.echopair.shared.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import dev.echopair.shared.config.ClusterConfig;
import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.metrics.NodeName;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.NodeInfo;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes a Vert.x instance a node of the cluster: sets up its membership, its event bus and its
 * name, and publishes events about its membership.
 *
 * <pre>{@code
 * ClusterSetup cluster = ClusterSetup.of(config);
 * cluster.apply(Vertx.builder().with(options), options).buildClustered()
 *     .onSuccess(vertx -> cluster.started(vertx, "client"));
 * }</pre>
 *
 * <p>Each object serves one Vert.x instance. A Hazelcast configuration of the user overrides the
 * keys that concern membership.
 */
public final class ClusterSetup {

  private final ClusterConfig cluster;
  private final Optional<UserHazelcastConfig> own;
  private final InetAddress address;
  private final List<String> unknownMembers;
  private final String node = NodeName.create();

  private EventBusOptions bus = new EventBusOptions();
  private EchoCluster manager;

  private ClusterSetup(
      ClusterConfig cluster, Optional<UserHazelcastConfig> own, InetAddress address) {
    this.cluster = cluster;
    this.own = own;
    this.address = address;
    this.unknownMembers = cluster.members().stream().filter(ClusterSetup::isUnknown).toList();
  }

  /**
   * Prepares a node. Reads files and resolves names: call it off the event loop.
   *
   * @throws ConfigException when a configured file cannot be read
   * @throws IllegalArgumentException when the node's own host is unknown
   */
  public static ClusterSetup of(ClusterConfig cluster) {
    cluster.check();
    Optional<UserHazelcastConfig> own = UserHazelcastConfig.find();
    try {
      return new ClusterSetup(cluster, own, InetAddress.getByName(cluster.host()));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "cluster.host: the name " + cluster.host() + " cannot be resolved", e);
    }
  }

  private static boolean isUnknown(String member) {
    String host = member.replaceFirst(":[0-9]+$", "");
    try {
      return InetAddress.getByName(host).isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return true;
    }
  }

  /**
   * Adds the cluster manager to a builder and sets the options of the event bus. Options that are
   * set later win, such as the launcher's {@code -cluster-host} and {@code -cluster-port}.
   *
   * @param builder makes the Vert.x instance with the options
   * @param options changed by this call
   */
  public VertxBuilder apply(VertxBuilder builder, VertxOptions options) {
    bus = options.getEventBusOptions();
    if (own.isEmpty()) {
      bus.setHost(address.getHostAddress());
    }
    bus.setPort(cluster.busPort());
    cluster.tls().ifPresent(tls -> new BusTls(tls).apply(bus));
    manager = new EchoCluster(hazelcast());
    return builder.withClusterManager(manager);
  }

  private Config hazelcast() {
    Config config =
        own.map(UserHazelcastConfig::config).orElseGet(() -> HazelcastConfig.of(cluster, address));
    // Other members read this name when this member is lost.
    config.getMemberAttributeConfig().setAttribute(Membership.NODE_NAME, node);
    return config;
  }

  /**
   * Completes a node that has just started. Call it before anything is published on the bus.
   *
   * @param vertx the instance that the builder made
   * @param role {@code server} or {@code client}, for the events of this node
   */
  public void started(Vertx vertx, String role) {
    NodeName.assign(vertx, node);
    cluster.tls().ifPresent(tls -> new BusTls(tls).checkHostNames(vertx));
    Membership.follow(vertx, new EchoEvents(vertx, role), manager);
  }

  /** Publishes the event that this node has joined, with one line for the operator. */
  public void announce(Vertx vertx, String role) {
    HazelcastInstance hazelcast = manager.getHazelcastInstance();
    Address member = hazelcast.getCluster().getLocalMember().getAddress();
    int members = hazelcast.getCluster().getMembers().size();
    NodeInfo listening = manager.getNodeInfo();
    String name = hazelcast.getConfig().getClusterName();
    String message =
        "joined cluster %s as %s with %d %s, bus on %s"
            .formatted(
                name,
                hostPort(member.getHost(), member.getPort()),
                members,
                members == 1 ? "member" : "members",
                hostPort(listening.host(), listening.port()));
    new EchoEvents(vertx, role)
        .publish(
            EchoEvents.CLUSTER_JOINED,
            message + protection(listening.host()) + remarks(),
            new JsonObject()
                .put("cluster", name)
                .put("members", members)
                .put("membership", hostPort(member.getHost(), member.getPort()))
                .put("bus", hostPort(listening.host(), listening.port()))
                .put("tls", cluster.tls().isPresent()));
  }

  private String protection(String host) {
    if (cluster.tls().isPresent()) {
      return " (mutual TLS)";
    }
    boolean local = host.startsWith("127.") || host.equals("::1") || host.equals("localhost");
    return local ? "" : "; WARNING: other hosts can connect to the bus, as cluster.tls is not set";
  }

  private String remarks() {
    String unknown =
        unknownMembers.isEmpty()
            ? ""
            : "; WARNING: unknown hosts in cluster.members: " + String.join(", ", unknownMembers);
    return unknown + own.map(config -> "; Hazelcast configured by " + config.location()).orElse("");
  }

  /**
   * Describes in one line why a node could not start: the attempt, its object and the error.
   *
   * @param failure the failure of {@code buildClustered}
   */
  public String explain(Throwable failure) {
    Throwable root = root(failure);
    if (causes(failure).anyMatch(HazelcastException.class::isInstance)) {
      return "cannot join cluster %s on %s, ports %d to %d (cluster.host, cluster.port): %s"
          .formatted(
              cluster.name(),
              cluster.host(),
              cluster.port(),
              cluster.port() + HazelcastConfig.PORTS - 1,
              firstLine(root));
    }
    // The native transports throw their own exception type.
    if (root instanceof BindException || firstLine(root).startsWith("bind(")) {
      return "cannot listen for the event bus on %s (cluster.busPort): %s"
          .formatted(hostPort(bus.getHost(), bus.getPort()), firstLine(root));
    }
    String tls =
        cluster
            .tls()
            .map(
                files ->
                    "; cluster.tls is %s, %s, %s"
                        .formatted(files.certificate(), files.key(), files.ca()))
            .orElse("");
    return "cannot join cluster %s as %s: %s%s"
        .formatted(cluster.name(), cluster.host(), firstLine(root), tls);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }

  private static Throwable root(Throwable failure) {
    return causes(failure).reduce((outer, inner) -> inner).orElse(failure);
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private static String hostPort(String host, int port) {
    return host != null && host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}

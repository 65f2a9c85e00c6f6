package dev.echopair.shared.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.spi.properties.ClusterProperty;
import dev.echopair.shared.config.ClusterConfig;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * The Hazelcast configuration of this project: no multicast, no calls home, one listen address,
 * members by name, and fast detection of lost members.
 */
final class HazelcastConfig {

  /** Number of ports that the nodes of one host share, from {@code cluster.port} on. */
  static final int PORTS = 10;

  private static final int HEARTBEAT_SECONDS = 1;

  /**
   * The closed connections of a killed process are noticed at once. This bound is for machines that
   * fall silent; it must be longer than a pause of the garbage collector.
   */
  private static final int MAX_SILENCE_SECONDS = 8;

  /**
   * Interval at which the sides of a partition look for each other; Hazelcast's default is 5 min.
   */
  private static final int MERGE_SECONDS = 10;

  private HazelcastConfig() {}

  /**
   * Makes the configuration.
   *
   * @param address the resolved {@code cluster.host}
   */
  static Config of(ClusterConfig cluster, InetAddress address) {
    Config config = new Config().setClusterName(cluster.name());
    addVertxMaps(config);
    NetworkConfig network =
        config
            .getNetworkConfig()
            .setPort(cluster.port())
            .setPortAutoIncrement(true)
            .setPortCount(PORTS);
    join(network.getJoin(), cluster, address);
    set(config, ClusterProperty.SOCKET_BIND_ANY.getName(), false);
    config.setProperty("hazelcast.local.localAddress", address.getHostAddress());
    set(config, ClusterProperty.PREFER_IPv4_STACK.getName(), !(address instanceof Inet6Address));
    set(config, ClusterProperty.TCP_JOIN_PORT_TRY_COUNT.getName(), PORTS);
    set(config, ClusterProperty.WAIT_SECONDS_BEFORE_JOIN.getName(), 0);
    set(config, ClusterProperty.HEARTBEAT_INTERVAL_SECONDS.getName(), HEARTBEAT_SECONDS);
    set(config, ClusterProperty.MAX_NO_HEARTBEAT_SECONDS.getName(), MAX_SILENCE_SECONDS);
    set(config, ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS.getName(), MERGE_SECONDS);
    set(config, ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS.getName(), MERGE_SECONDS);
    set(config, ClusterProperty.PHONE_HOME_ENABLED.getName(), false);
    // Vert.x closes Hazelcast, after the verticles.
    set(config, ClusterProperty.SHUTDOWNHOOK_ENABLED.getName(), false);
    config.setProperty(ClusterProperty.LOGGING_TYPE.getName(), "jdk");
    return config;
  }

  /** The maps of Vert.x's cluster manager, as in its default configuration. */
  private static void addVertxMaps(Config config) {
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
  }

  private static void join(JoinConfig join, ClusterConfig cluster, InetAddress address) {
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    if (cluster.serviceDns().isPresent()) {
      join.getKubernetesConfig()
          .setEnabled(true)
          .setProperty("service-dns", cluster.serviceDns().get())
          .setProperty("service-port", Integer.toString(cluster.port()));
      return;
    }
    TcpIpConfig tcp = join.getTcpIpConfig().setEnabled(true);
    cluster.members().forEach(tcp::addMember);
    if (cluster.members().isEmpty()) {
      tcp.addMember(address.getHostAddress());
    }
  }

  private static void set(Config config, String property, Object value) {
    config.setProperty(property, String.valueOf(value));
  }
}

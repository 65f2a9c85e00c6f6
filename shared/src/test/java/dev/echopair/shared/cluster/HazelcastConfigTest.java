package dev.echopair.shared.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import dev.echopair.shared.config.ClusterConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HazelcastConfigTest {

  private static final ClusterConfig ALONE =
      new ClusterConfig(
          "a-name", "127.0.0.2", 5801, 0, List.of(), Optional.empty(), Optional.empty());

  @Test
  void neitherMulticastNorGuessingFindsMembers() throws UnknownHostException {
    JoinConfig join = built(ALONE).getNetworkConfig().getJoin();

    assertFalse(join.getMulticastConfig().isEnabled());
    assertFalse(join.getAutoDetectionConfig().isEnabled());
    assertFalse(join.getKubernetesConfig().isEnabled());
  }

  @Test
  void withoutMembersTheOwnHostIsTheCluster() throws UnknownHostException {
    Config config = built(ALONE);

    assertEquals("a-name", config.getClusterName());
    assertEquals(
        List.of("127.0.0.2"), config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers());
  }

  @Test
  void namedMembersAreAskedAlone() throws UnknownHostException {
    ClusterConfig cluster =
        new ClusterConfig(
            "n",
            "127.0.0.1",
            5701,
            0,
            List.of("10.0.0.5", "b.example:5702"),
            Optional.empty(),
            Optional.empty());

    assertEquals(
        List.of("10.0.0.5", "b.example:5702"),
        built(cluster).getNetworkConfig().getJoin().getTcpIpConfig().getMembers());
  }

  @Test
  void oneAddressIsListenedOnAndTenPortsAreTried() throws UnknownHostException {
    Config config = built(ALONE);

    assertEquals("127.0.0.2", config.getProperty("hazelcast.local.localAddress"));
    assertEquals("false", config.getProperty("hazelcast.socket.bind.any"));
    assertEquals(5801, config.getNetworkConfig().getPort());
    assertEquals(10, config.getNetworkConfig().getPortCount());
    assertEquals("10", config.getProperty("hazelcast.tcp.join.port.try.count"));
  }

  @Test
  void acceptsAnIpv6Address() throws UnknownHostException {
    Config config = HazelcastConfig.of(ALONE, InetAddress.getAllByName("::1")[0]);

    assertEquals("false", config.getProperty("hazelcast.prefer.ipv4.stack"));
  }

  @Test
  void kubernetesIsAskedByDns() throws UnknownHostException {
    ClusterConfig cluster =
        new ClusterConfig(
            "n",
            "127.0.0.1",
            5701,
            0,
            List.of(),
            Optional.of("echo-headless.default.svc.cluster.local"),
            Optional.empty());
    JoinConfig join = built(cluster).getNetworkConfig().getJoin();

    assertTrue(join.getKubernetesConfig().isEnabled());
    assertEquals(
        "echo-headless.default.svc.cluster.local",
        join.getKubernetesConfig().getProperty("service-dns"));
    assertFalse(join.getTcpIpConfig().isEnabled());
  }

  @Test
  void hazelcastDoesNotPhoneHomeAndVertxClosesIt() throws UnknownHostException {
    Config config = built(ALONE);

    assertEquals("false", config.getProperty("hazelcast.phone.home.enabled"));
    assertEquals("false", config.getProperty("hazelcast.shutdownhook.enabled"));
  }

  private static Config built(ClusterConfig cluster) throws UnknownHostException {
    return HazelcastConfig.of(cluster, InetAddress.getByName(cluster.host()));
  }
}

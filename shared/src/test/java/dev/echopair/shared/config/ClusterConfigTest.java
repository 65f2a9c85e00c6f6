package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConfigTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.5", "10.0.0.5:5701", "node.example", "node:1", "[::1]", "[fe80::1]:65535"})
  void takesHostsAndPorts(String member) {
    assertDoesNotThrow(withMember(member)::check);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.5:0", "a:65536", "a:b", "a b", "::1", "tcp://a", "a:1:2", ":1"})
  void refusesOtherMembersWithTheirPointer(String member) {
    ConfigException refused =
        assertThrows(ConfigException.class, withMember(member)::check, member);

    assertEquals("/cluster/members/0", refused.problems().get(0).where());
  }

  @Test
  void refusesAnAddressThatNobodyCanReach() {
    ConfigException refused =
        assertThrows(
            ConfigException.class, ClusterConfig.from(json().put("host", "0.0.0.0"))::check);

    assertEquals("/cluster/host", refused.problems().get(0).where());
  }

  @Test
  void namesEveryFileThatIsMissing() {
    JsonObject tls =
        new JsonObject().put("certificate", "no.crt").put("key", "no.key").put("ca", "no-ca.crt");

    ConfigException refused =
        assertThrows(ConfigException.class, ClusterConfig.from(json().put("tls", tls))::check);

    assertEquals(
        List.of("/cluster/tls/certificate", "/cluster/tls/key", "/cluster/tls/ca"),
        refused.problems().stream().map(ConfigProblem::where).toList());
  }

  @Test
  void takesMembersOrKubernetesButNotBoth() {
    JsonObject both =
        json()
            .put("members", new JsonArray().add("a"))
            .put("kubernetes", new JsonObject().put("serviceDns", "b"));

    assertThrows(ConfigException.class, ClusterConfig.from(both)::check);
  }

  private static ClusterConfig withMember(String member) {
    return ClusterConfig.from(json().put("members", new JsonArray().add(member)));
  }

  private static JsonObject json() {
    return new JsonObject()
        .put("name", "test")
        .put("host", "127.0.0.1")
        .put("port", 5701)
        .put("busPort", 0);
  }
}

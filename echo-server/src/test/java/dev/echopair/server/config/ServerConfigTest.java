package dev.echopair.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.config.ClusterConfig;
import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigKey;
import dev.echopair.shared.config.ConfigProblem;
import dev.echopair.shared.config.ConfigValidator;
import dev.echopair.shared.config.LogConfig;
import dev.echopair.shared.config.ManagementConfig;
import dev.echopair.shared.config.ServiceConfig;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerConfigTest {

  private static List<String> refused(String json) {
    return assertThrows(ConfigException.class, () -> ServerConfig.of(new JsonObject(json)))
        .problems()
        .stream()
        .map(ConfigProblem::where)
        .sorted()
        .toList();
  }

  @Test
  void hasTheDefaultsThatTheContractLists() {
    JsonObject expected =
        new JsonObject(
            """
            {
              "transport": "auto",
              "tcp": {"enabled": true, "host": "127.0.0.1", "port": 7007, "instances": 0,
                      "engine": "auto", "backlog": 1024, "maxConnections": 10000, "idleTimeout": "5m", "tls": null},
              "udp": {"enabled": true, "host": "127.0.0.1", "port": 7007, "instances": 0,
                      "maxDatagramSize": 65507, "engine": "auto"},
              "management": {"enabled": true, "host": "127.0.0.1", "port": 7080, "token": null},
              "metrics": {"interval": "1s"},
              "log": {"traffic": false, "level": "info"},
              "shutdown": {"drainTimeout": "5s"},
              "cluster": {"name": "echo-pair", "host": "127.0.0.1", "port": 5701, "busPort": 0,
                          "members": [], "kubernetes": null, "tls": null}
            }
            """);
    assertEquals(expected, ServerConfig.SCHEMA.defaults());
    assertEquals(List.of(), new ConfigValidator(ServerConfig.SCHEMA).problems(expected));
  }

  @Test
  void typesItsDefaults() {
    assertEquals(
        new ServerConfig(
            new ServiceConfig(
                "auto",
                new ManagementConfig(true, "127.0.0.1", 7080, Optional.empty()),
                Duration.ofSeconds(1),
                new LogConfig("info", false),
                Duration.ofSeconds(5),
                new ClusterConfig(
                    "echo-pair",
                    "127.0.0.1",
                    5701,
                    0,
                    List.of(),
                    Optional.empty(),
                    Optional.empty())),
            new TcpConfig(
                true,
                "127.0.0.1",
                7007,
                0,
                "auto",
                1024,
                10000,
                Duration.ofMinutes(5),
                Optional.empty()),
            new UdpConfig(true, "127.0.0.1", 7007, 0, 65507, "auto")),
        ServerConfig.of(new JsonObject()));
  }

  @Test
  void completesAPartOfAConfiguration() {
    ServerConfig config =
        ServerConfig.of(
            new JsonObject(
                """
                {"tcp": {"port": 0, "idleTimeout": "0s", "engine": "net-socket",
                         "tls": {"certificate": "a.crt", "key": "a.key", "clientCa": "ca.crt"}},
                 "udp": {"maxDatagramSize": "1KiB", "engine": "batched"}}
                """));
    assertEquals(
        new TcpConfig(
            true,
            "127.0.0.1",
            0,
            0,
            "net-socket",
            1024,
            10000,
            Duration.ZERO,
            Optional.of(new TlsConfig("a.crt", "a.key", Optional.of("ca.crt")))),
        config.tcp());
    assertEquals(new UdpConfig(true, "127.0.0.1", 7007, 0, 1024, "batched"), config.udp());
  }

  @Test
  void leavesTheConfigurationThatItReadsAsItIs() {
    JsonObject given = new JsonObject().put("tcp", new JsonObject().put("port", 0));
    ServerConfig.of(given);
    assertEquals(new JsonObject("{\"tcp\":{\"port\":0}}"), given);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"tcp\":{\"port\":65536}} | /tcp/port",
        "{\"tcp\":{\"backlog\":0}} | /tcp/backlog",
        "{\"tcp\":{\"engine\":\"datagram-socket\"}} | /tcp/engine",
        "{\"tcp\":{\"maxConnections\":0}} | /tcp/maxConnections",
        "{\"tcp\":{\"idleTimeout\":\"never\"}} | /tcp/idleTimeout",
        "{\"tcp\":{\"tls\":{\"certificate\":\"a\"}}} | /tcp/tls/key",
        "{\"tcp\":{\"tls\":\"a\"}} | /tcp/tls",
        "{\"tcp\":null} | /tcp",
        "{\"udp\":{\"maxDatagramSize\":65508}} | /udp/maxDatagramSize",
        "{\"udp\":{\"engine\":\"turbo\"}} | /udp/engine",
        "{\"udp\":{\"instances\":1025}} | /udp/instances",
        "{\"management\":{\"port\":\"7080\"}} | /management/port",
        "{\"metrics\":{\"interval\":\"9ms\"}} | /metrics/interval",
        "{\"log\":{\"level\":\"loud\"}} | /log/level",
        "{\"shutdown\":{\"drainTimeout\":\"2h\"}} | /shutdown/drainTimeout",
        "{\"cluster\":{\"members\":[1]}} | /cluster/members/0",
        "{\"probes\":[]} | /probes"
      })
  void refusesWhatIsNotAllowed(String json, String pointer) {
    assertEquals(List.of(pointer), refused(json));
  }

  @Test
  void refusesWithEveryProblemAtOnce() {
    assertEquals(
        List.of("/log/level", "/tcp/prot", "/udp/port"),
        refused("{\"udp\":{\"port\":-1},\"tcp\":{\"prot\":1},\"log\":{\"level\":1}}"));
  }

  @Test
  void describesEveryKeyForTheHelp() {
    for (ConfigKey key : ServerConfig.SCHEMA.keys()) {
      assertTrue(key.description().length() > 10, key.name());
    }
  }

  @Test
  void saysWhichKeysNeedARestart() {
    assertEquals(
        List.of(
            "transport",
            "tcp.backlog",
            "tcp.tls",
            "cluster.name",
            "cluster.host",
            "cluster.port",
            "cluster.busPort",
            "cluster.members",
            "cluster.kubernetes",
            "cluster.kubernetes.serviceDns",
            "cluster.tls",
            "cluster.tls.certificate",
            "cluster.tls.key",
            "cluster.tls.ca"),
        ServerConfig.SCHEMA.keys().stream()
            .filter(ConfigKey::needsRestart)
            .map(ConfigKey::name)
            .toList());
  }
}

package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigSchemaTest {

  private final ConfigSchema schema = TestSchema.load();

  @Test
  void knowsWhatResultsWhenNobodySetsAnything() {
    JsonObject expected =
        new JsonObject(
            """
            {"transport": "auto",
             "tcp": {"enabled": true, "host": "127.0.0.1", "port": 7007, "instances": 0,
                     "maxConnections": 100, "idleTimeout": "5m", "tls": null},
             "udp": {"instances": 0, "maxDatagramSize": 65507},
             "odd": {"a/b~c": 1},
             "probes": [{"name": "first"}],
             "management": {"enabled": true, "host": "127.0.0.1", "port": 7080, "token": null},
             "metrics": {"interval": "1s"},
             "log": {"level": "info", "traffic": false},
             "shutdown": {"drainTimeout": "5s"},
             "cluster": {"name": "echo-pair", "host": "127.0.0.1", "port": 5701, "busPort": 0,
                         "members": [], "kubernetes": null, "tls": null}}
            """);
    assertEquals(expected, schema.defaults());
  }

  @Test
  void givesEachCallerDefaultsOfItsOwn() {
    schema.defaults().getJsonObject("tcp").put("port", 1);
    schema.defaults().getJsonArray("probes").clear();
    schema.document().clear();
    assertEquals(7007, schema.defaults().getJsonObject("tcp").getInteger("port"));
    assertEquals(1, schema.defaults().getJsonArray("probes").size());
    assertFalse(schema.document().isEmpty());
  }

  @Test
  void namesEverySettableKeyInItsOwnOrder() {
    assertEquals(
        "transport tcp.enabled tcp.host tcp.port tcp.instances tcp.maxConnections tcp.idleTimeout"
            + " tcp.tls tcp.tls.certificate tcp.tls.key udp.instances udp.maxDatagramSize"
            + " odd.a/b~c probes management.enabled management.host management.port"
            + " management.token metrics.interval log.level log.traffic shutdown.drainTimeout"
            + " cluster.name cluster.host cluster.port cluster.busPort cluster.members"
            + " cluster.kubernetes cluster.kubernetes.serviceDns cluster.tls"
            + " cluster.tls.certificate cluster.tls.key cluster.tls.ca",
        String.join(" ", schema.keys().stream().map(ConfigKey::name).toList()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp.maxConnections",
        "TCP_MAX_CONNECTIONS",
        "TCP_MAXCONNECTIONS",
        "tcp.max-connections",
        "tcpmaxconnections"
      })
  void findsAKeyWhicheverWayItIsWritten(String name) {
    assertEquals(Optional.of("tcp.maxConnections"), schema.find(name).map(ConfigKey::name));
  }

  @Test
  void findsNothingBehindANameThatIsNoKey() {
    assertTrue(schema.find("tcp").isEmpty());
    assertTrue(schema.find("tcp.ports").isEmpty());
    assertTrue(schema.find("").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "tcp.prot, tcp.port",
    "TCP_MAX_CONECTIONS, tcp.maxConnections",
    "managment.port, management.port",
    "tcp.idleTimout, tcp.idleTimeout"
  })
  void suggestsTheKeyThatIsMeant(String mistyped, String meant) {
    assertEquals(Optional.of(meant), schema.nearest(mistyped).map(ConfigKey::name));
  }

  @Test
  void suggestsNothingWhereNoKeyIsClose() {
    assertTrue(schema.nearest("completely.different").isEmpty());
  }

  @Test
  void replacesReferencesByTheirDefinitions() {
    assertFalse(schema.document().encode().contains("$ref"), schema.document().encode());
    JsonObject transport = schema.document().getJsonObject("properties").getJsonObject("transport");
    assertTrue(transport.getJsonArray("enum").contains("io_uring"));
  }

  @Test
  void letsWhatStandsBesideAReferenceOverrideTheDefinition() {
    JsonObject properties = schema.document().getJsonObject("properties");
    JsonObject idle =
        properties.getJsonObject("tcp").getJsonObject("properties").getJsonObject("idleTimeout");
    assertEquals("30d", idle.getString("x-maximum"));
    assertEquals("duration", idle.getString("x-unit"));
    JsonObject port =
        properties.getJsonObject("management").getJsonObject("properties").getJsonObject("port");
    assertEquals(7080, port.getInteger("default"));
    assertEquals(65535, port.getInteger("maximum"));
  }

  @Test
  void printsADocumentThatStandsAlone() {
    ConfigSchema again = ConfigSchema.of(schema.document());
    assertEquals(schema.defaults(), again.defaults());
    assertEquals(schema.keys(), again.keys());
    assertNotSame(schema.document(), schema.document());
  }

  @Test
  void knowsTheDefaultsOfTheElementsOfListsOfObjects() {
    assertEquals(
        Map.of("probes", new JsonObject().put("interval", "1s").put("instances", 1)),
        schema.itemDefaults());
  }

  @Test
  void refusesTwoKeysThatTheEnvironmentCannotTellApart() {
    JsonObject string = new JsonObject().put("type", "string");
    JsonObject document =
        new JsonObject().put("properties", new JsonObject().put("ab", string).put("aB", string));
    String message =
        assertThrows(IllegalArgumentException.class, () -> ConfigSchema.of(document)).getMessage();
    assertEquals("two keys of the schema share the name aB", message);
  }

  @Test
  void saysWhichResourceIsMissing() {
    String message =
        assertThrows(
                UncheckedIOException.class,
                () -> ConfigSchema.load(ConfigSchemaTest.class, "none.json"))
            .getMessage();
    assertTrue(message.contains("resource none.json is missing beside"), message);
  }

  @Test
  void givesEveryKeyADefaultThatItsOwnValidationAccepts() {
    JsonObject defaults = schema.defaults();
    defaults.put("probes", new JsonArray().add(new JsonObject().put("name", "first")));
    assertTrue(new ConfigValidator(schema).problems(defaults).isEmpty());
  }

  @Property
  boolean measuresTheSameDistanceBothWays(@ForAll String a, @ForAll String b) {
    int distance = ConfigSchema.distance(a, b);
    return distance == ConfigSchema.distance(b, a)
        && (distance == 0) == a.equals(b)
        && distance >= Math.abs(a.length() - b.length())
        && distance <= Math.max(a.length(), b.length());
  }
}

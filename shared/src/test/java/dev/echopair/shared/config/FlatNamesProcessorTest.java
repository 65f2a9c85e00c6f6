package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FlatNamesProcessorTest {

  private final ConfigSchema schema = TestSchema.load();

  private JsonObject environment(Map<String, Object> flat) {
    return FlatNamesProcessor.nested(schema, "ECHO_", flat);
  }

  @Test
  void nestsAndTypesWhatItReads() {
    JsonObject expected =
        new JsonObject()
            .put("tcp", new JsonObject().put("enabled", false).put("port", 9L))
            .put("cluster", new JsonObject().put("members", JsonArray.of("a", "b")));
    assertEquals(
        expected,
        environment(
            Map.of(
                "ECHO_TCP_PORT", "9",
                "ECHO_TCP_ENABLED", "false",
                "ECHO_CLUSTER_MEMBERS", "a,b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ECHO_TCP_MAX_CONNECTIONS", "ECHO_TCP_MAXCONNECTIONS"})
  void takesAWordOfSeveralWordsWithOrWithoutUnderscores(String name) {
    assertEquals(
        new JsonObject().put("tcp", new JsonObject().put("maxConnections", 5L)),
        environment(Map.of(name, "5")));
  }

  @Test
  void readsSystemPropertiesByTheirDots() {
    assertEquals(
        new JsonObject().put("tcp", new JsonObject().put("maxConnections", 5L)),
        FlatNamesProcessor.nested(
            schema, "echo.", Map.of("echo.tcp.maxConnections", "5", "java.version", "17")));
  }

  @Test
  void leavesNamesWithoutThePrefixAlone() {
    assertTrue(environment(Map.of("PATH", "/bin", "ECHOES_TCP_PORT", "1")).isEmpty());
  }

  @Test
  void collectsEveryNameThatMapsToNoKeyWithTheOneThatIsMeant() {
    JsonObject unknown =
        environment(Map.of("ECHO_TCP_PROT", "1", "ECHO_ENTIRELY_ELSE", "2", "ECHO_TCP_PORT", "3"))
            .getJsonObject(FlatNamesProcessor.UNKNOWN_NAMES);
    assertEquals(
        new JsonObject()
            .put("ECHO_TCP_PROT", "is not a configuration key; did you mean ECHO_TCP_PORT?")
            .put("ECHO_ENTIRELY_ELSE", "is not a configuration key"),
        unknown);
  }

  @Test
  void suggestsPropertiesToThoseWhoSetProperties() {
    JsonObject unknown =
        FlatNamesProcessor.nested(schema, "echo.", Map.of("echo.tcp.prot", "1"))
            .getJsonObject(FlatNamesProcessor.UNKNOWN_NAMES);
    assertEquals(
        "is not a configuration key; did you mean echo.tcp.port?",
        unknown.getString("echo.tcp.prot"));
  }

  @Test
  void setsTheKeysOfAnObjectBesideTheObjectAsAWhole() {
    JsonObject tls =
        environment(
                Map.of("ECHO_TCP_TLS", "{\"certificate\":\"a.crt\"}", "ECHO_TCP_TLS_KEY", "a.key"))
            .getJsonObject("tcp")
            .getJsonObject("tls");
    assertEquals(new JsonObject().put("certificate", "a.crt").put("key", "a.key"), tls);
  }

  @Test
  void setsAnObjectToNull() {
    JsonObject tcp = environment(Map.of("ECHO_TCP_TLS", "null")).getJsonObject("tcp");
    assertTrue(tcp.containsKey("tls"));
    assertNull(tcp.getValue("tls"));
  }

  @Test
  void makesTheObjectsOnTheWayToAValue() {
    JsonObject target = new JsonObject().put("a", "in the way");
    FlatNamesProcessor.put(target, List.of("a", "b", "c"), 1);
    FlatNamesProcessor.put(target, List.of("a", "b", "d"), 2);
    assertEquals(new JsonObject("{\"a\":{\"b\":{\"c\":1,\"d\":2}}}"), target);
  }
}

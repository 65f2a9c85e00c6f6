package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigKeyTest {

  private static ConfigKey ofType(Object... types) {
    Object type = types.length == 1 ? types[0] : new JsonArray(List.of(types));
    return new ConfigKey(List.of("some", "key"), new JsonObject().put("type", type));
  }

  @ParameterizedTest
  @CsvSource({
    "tcp.maxConnections, ECHO_TCP_MAX_CONNECTIONS",
    "tcp.port, ECHO_TCP_PORT",
    "transport, ECHO_TRANSPORT",
    "udp.maxDatagramSize, ECHO_UDP_MAX_DATAGRAM_SIZE",
    "tcp.tls.clientCa, ECHO_TCP_TLS_CLIENT_CA"
  })
  void isNamedInTheEnvironmentInCapitalsWithUnderscores(String name, String environmentName) {
    ConfigKey key = new ConfigKey(List.of(name.split("\\.", -1)), new JsonObject());
    assertEquals(name, key.name());
    assertEquals(environmentName, key.environmentName());
    assertEquals("echo." + name, key.propertyName());
  }

  @Test
  void isDescribedByItsSchema() {
    JsonObject schema = new JsonObject().put("description", "What for");
    assertEquals("What for", new ConfigKey(List.of("a"), schema).description());
    assertEquals("", ofType("string").description());
  }

  @Test
  void allowsTheTypesOfItsSchema() {
    assertTrue(ofType("integer", "string").allows("integer"));
    assertTrue(ofType("integer", "string").allows("string"));
    assertFalse(ofType("integer").allows("string"));
    assertTrue(new ConfigKey(List.of("a"), new JsonObject()).allows("string"));
  }

  @Test
  void readsIntegers() {
    assertEquals(7007L, ofType("integer").parse("7007"));
    assertEquals(-1L, ofType("integer").parse(" -1 "));
    assertEquals(1024L, ofType("integer", "string").parse("1024"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "1.5", "", "99999999999999999999", "true", "0x10"})
  void leavesWhatIsNoIntegerAsText(String text) {
    assertEquals(text, ofType("integer").parse(text));
    assertEquals(text, ofType("integer", "string").parse(text));
  }

  @Test
  void readsBooleansInAnyCase() {
    assertEquals(true, ofType("boolean").parse("true"));
    assertEquals(true, ofType("boolean").parse(" TRUE "));
    assertEquals(false, ofType("boolean").parse("False"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "on", ""})
  void leavesWhatIsNoBooleanAsText(String text) {
    assertEquals(text, ofType("boolean").parse(text));
  }

  @Test
  void readsNullWhereItIsAllowedAndOnlyThere() {
    assertNull(ofType("object", "null").parse("null"));
    assertNull(ofType("object", "null").parse(" "));
    assertEquals("null", ofType("string").parse("null"));
    assertEquals("null", ofType("object").parse("null"));
  }

  @Test
  void readsObjectsAsJson() {
    assertEquals(
        new JsonObject().put("key", "a.key"),
        ofType("object", "null").parse(" {\"key\":\"a.key\"}"));
    assertEquals("{broken", ofType("object", "null").parse("{broken"));
    assertEquals("a.key", ofType("object", "null").parse("a.key"));
  }

  @Test
  void readsListsByCommasOrAsJson() {
    ConfigKey list = ofType("array");
    assertEquals(JsonArray.of("a:1", "b:2"), list.parse("a:1, b:2"));
    assertEquals(JsonArray.of("a"), list.parse("a"));
    assertEquals(JsonArray.of("a", "b"), list.parse(",a,, b ,"));
    assertEquals(new JsonArray(), list.parse(""));
    assertEquals(JsonArray.of(new JsonObject().put("n", 1)), list.parse("[{\"n\":1}]"));
    assertEquals("[broken", list.parse("[broken"));
  }

  @Test
  void keepsStringsAsTheyAre() {
    assertEquals(" 7007 ", ofType("string").parse(" 7007 "));
    assertEquals("true", ofType("string").parse("true"));
  }
}

package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigValidatorTest {

  private static final ConfigSchema SCHEMA = TestSchema.load();
  private static final ConfigValidator VALIDATOR = new ConfigValidator(SCHEMA);

  private static List<String> problems(String json) {
    return VALIDATOR.problems(new JsonObject(json)).stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void findsNothingWrongWithTheDefaults() {
    assertEquals(List.of(), VALIDATOR.problems(SCHEMA.defaults()));
    assertEquals(List.of(), problems("{}"));
  }

  @Test
  void passesAValidConfigurationOn() {
    JsonObject config = SCHEMA.defaults();
    assertSame(config, VALIDATOR.validated(config));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"transport\":\"warp\"} | /transport: found \"warp\", allowed: one of \"auto\","
            + " \"epoll\", \"io_uring\", \"kqueue\", \"nio\"",
        "{\"tcp\":{\"enabled\":\"yes\"}} | /tcp/enabled: found \"yes\", allowed: true or false",
        "{\"tcp\":{\"port\":70000}} | /tcp/port: found 70000, allowed: an integer from 0 to 65535",
        "{\"tcp\":{\"port\":-1}} | /tcp/port: found -1, allowed: an integer from 0 to 65535",
        "{\"tcp\":{\"port\":1.5}} | /tcp/port: found 1.5, allowed: an integer from 0 to 65535",
        "{\"tcp\":{\"port\":\"http\"}} | /tcp/port: found \"http\", allowed: an integer from 0 to"
            + " 65535",
        "{\"tcp\":{\"port\":null}} | /tcp/port: found null, allowed: an integer from 0 to 65535",
        "{\"tcp\":{\"port\":{}}} | /tcp/port: found an object, allowed: an integer from 0 to 65535",
        "{\"tcp\":{\"port\":[1]}} | /tcp/port: found a list of 1, allowed: an integer from 0 to"
            + " 65535",
        "{\"tcp\":{\"host\":\"\"}} | /tcp/host: found \"\", allowed: a string such as"
            + " \"127.0.0.1\"",
        "{\"tcp\":{\"host\":4}} | /tcp/host: found 4, allowed: a string such as \"127.0.0.1\"",
        "{\"tcp\":{\"idleTimeout\":\"5\"}} | /tcp/idleTimeout: found \"5\", allowed: a duration"
            + " with a unit, such as \"500ms\" or \"30s\", from 0s to 30d",
        "{\"tcp\":{\"idleTimeout\":\"31d\"}} | /tcp/idleTimeout: found \"31d\", allowed: a duration"
            + " with a unit, such as \"500ms\" or \"30s\", from 0s to 30d",
        "{\"tcp\":{\"idleTimeout\":30}} | /tcp/idleTimeout: found 30, allowed: a duration with a"
            + " unit, such as \"500ms\" or \"30s\", from 0s to 30d",
        "{\"metrics\":{\"interval\":\"1ms\"}} | /metrics/interval: found \"1ms\", allowed: a"
            + " duration with a unit, such as \"500ms\" or \"30s\", from 10ms to 1h",
        "{\"udp\":{\"maxDatagramSize\":65508}} | /udp/maxDatagramSize: found 65508, allowed: a size"
            + " in bytes, such as 1024 or \"64KiB\", from 0 to 65507",
        "{\"udp\":{\"maxDatagramSize\":\"64KiB\"}} | /udp/maxDatagramSize: found \"64KiB\","
            + " allowed: a size in bytes, such as 1024 or \"64KiB\", from 0 to 65507",
        "{\"udp\":{\"maxDatagramSize\":\"lots\"}} | /udp/maxDatagramSize: found \"lots\", allowed:"
            + " a size in bytes, such as 1024 or \"64KiB\", from 0 to 65507",
        "{\"udp\":{\"maxDatagramSize\":-1}} | /udp/maxDatagramSize: found -1, allowed: a size in"
            + " bytes, such as 1024 or \"64KiB\", from 0 to 65507",
        "{\"udp\":{\"maxDatagramSize\":18446744073709551680}} | /udp/maxDatagramSize: found"
            + " 18446744073709551680, allowed: a size in bytes, such as 1024 or \"64KiB\", from 0"
            + " to 65507",
        "{\"udp\":7} | /udp: found 7, allowed: an object with the keys instances, maxDatagramSize",
        "{\"udp\":null} | /udp: found null, allowed: an object with the keys instances,"
            + " maxDatagramSize",
        "{\"tcp\":{\"tls\":true}} | /tcp/tls: found true, allowed: an object with the keys"
            + " certificate, key or null",
        "{\"tcp\":{\"tls\":{\"certificate\":\"a\"}}} | /tcp/tls/key: is missing; allowed: a string"
            + " such as \"server.key\"",
        "{\"cluster\":{\"members\":\"a\"}} | /cluster/members: found \"a\", allowed: a list of at"
            + " most 256 entries, each a string such as \"10.0.0.5:5701\"",
        "{\"cluster\":{\"members\":[\"a\",\"\"]}} | /cluster/members/1: found \"\", allowed: a"
            + " string such as \"10.0.0.5:5701\"",
        "{\"probes\":[{\"name\":\"a\"},{\"name\":\"b\",\"interval\":\"0s\"}]} | /probes/1/interval:"
            + " found \"0s\", allowed: a duration with a unit, such as \"500ms\" or \"30s\", from"
            + " 1ms to 1d",
        "{\"probes\":[{}]} | /probes/0/name: is missing; allowed: a string such as \"local\"",
        "{\"probes\":[{\"name\":\"a\",\"nmae\":\"b\"}]} | /probes/0/nmae: unknown key \"nmae\"; did"
            + " you mean \"name\"?; allowed: name, interval, instances",
        "{\"odd\":{\"a/b~c\":10}} | /odd/a~1b~0c: found 10, allowed: an integer from 0 to 9",
        "{\"odd\":{\"x/y~z\":10}} | /odd/x~1y~0z: unknown key \"x/y~z\"; allowed: a/b~c"
      })
  void saysWhereWhatWasFoundAndWhatIsAllowed(String config, String problem) {
    assertEquals(List.of(problem), problems(config));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"},{\"name\":\"d\"}]"})
  void boundsTheLengthOfALists(String probes) {
    List<String> problems = problems("{\"probes\":" + probes + "}");
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(
        problems.get(0).startsWith("/probes: found ")
            && problems.get(0).contains(", allowed: a list of")
            && problems.get(0).contains(probes.equals("[]") ? "an empty list" : "a list of 4"),
        problems::toString);
    assertTrue(
        problems.get(0).contains("allowed: a list of 1 to 3 entries, each an object"),
        problems::toString);
  }

  @Test
  void suggestsTheKeyThatIsMeantAndListsThoseAllowed() {
    assertEquals(
        List.of(
            "/tcp/prot: unknown key \"prot\"; did you mean \"port\"?; allowed: enabled, host, port,"
                + " instances, maxConnections, idleTimeout, tls"),
        problems("{\"tcp\":{\"prot\":1}}"));
  }

  @Test
  void suggestsNothingWhereNoKeyIsClose() {
    List<String> problems = problems("{\"somethingElse\":1}");
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(
        problems
            .get(0)
            .startsWith("/somethingElse: unknown key \"somethingElse\"; allowed: transport,"),
        problems::toString);
  }

  @Test
  void namesEveryUnknownKeyEvenWithOddCharacters() {
    for (String name : List.of("a b", "a+b", "ü", "%41", "%", "#", "\"", "$ref", "")) {
      List<ConfigProblem> problems = VALIDATOR.problems(new JsonObject().put(name, 1));
      assertEquals(1, problems.size(), () -> name + ": " + problems);
      assertEquals("/" + name, problems.get(0).where());
    }
  }

  @Test
  void reportsEveryProblemOnce() {
    List<ConfigProblem> problems =
        VALIDATOR.problems(
            new JsonObject(
                """
                {"transport": "warp", "unknown": 1,
                 "tcp": {"port": -1, "host": "", "idleTimeout": "5", "tls": {}, "mistake": 2},
                 "udp": {"maxDatagramSize": "1GiB"},
                 "probes": [{"name": ""}, 3]}
                """));
    assertEquals(
        List.of(
            "/probes/0/name",
            "/probes/1",
            "/tcp/host",
            "/tcp/idleTimeout",
            "/tcp/mistake",
            "/tcp/port",
            "/tcp/tls/certificate",
            "/tcp/tls/key",
            "/transport",
            "/udp/maxDatagramSize",
            "/unknown"),
        problems.stream().map(ConfigProblem::where).sorted().toList());
  }

  @Test
  void doesNotReportAnInvalidValueAsAnUnknownKey() {
    List<String> problems = problems("{\"tcp\":{\"port\":-1}}");
    assertEquals(1, problems.size(), problems::toString);
    assertFalse(problems.get(0).contains("unknown key"), problems::toString);
  }

  @Test
  void reportsNamesThatMapToNoKeyBesideEverythingElse() {
    JsonObject config =
        new JsonObject()
            .put(
                FlatNamesProcessor.UNKNOWN_NAMES,
                new JsonObject().put("ECHO_TCP_PROT", "is not a configuration key"))
            .put("tcp", new JsonObject().put("port", -1));
    assertEquals(
        List.of(
            "ECHO_TCP_PROT: is not a configuration key",
            "/tcp/port: found -1, allowed: an integer from 0 to 65535"),
        VALIDATOR.problems(config).stream().map(ConfigProblem::toString).toList());
  }

  @Test
  void refusesWithEveryProblemOnALineOfItsOwn() {
    JsonObject config =
        new JsonObject("{\"tcp\":{\"port\":-1,\"host\":\"\"},\"transport\":\"a\\nb\"}");
    ConfigException refused =
        assertThrows(ConfigException.class, () -> VALIDATOR.validated(config));
    assertEquals(3, refused.problems().size());
    assertEquals(3, refused.getMessage().lines().count(), refused.getMessage());
  }

  @Test
  void leavesTheConfigurationAsItIs() {
    JsonObject config =
        new JsonObject().put(FlatNamesProcessor.UNKNOWN_NAMES, new JsonObject().put("X", "y"));
    JsonObject before = config.copy();
    assertEquals(1, VALIDATOR.problems(config).size());
    assertEquals(before, config);
  }

  @Property(tries = 400)
  void survivesAnyJsonAndWordsItsProblemsInOneLineEach(@ForAll("anyObject") JsonObject config) {
    for (ConfigProblem problem : VALIDATOR.problems(config)) {
      String line = problem.toString();
      assertTrue(line.chars().noneMatch(Character::isISOControl), line);
      assertFalse(problem.what().isBlank(), line);
    }
  }

  @Property(tries = 400)
  void findsNothingWrongWithWhatIsAllowed(@ForAll("validConfig") JsonObject config) {
    assertEquals(List.of(), VALIDATOR.problems(config));
  }

  @Provide
  Arbitrary<JsonObject> anyObject() {
    return anyValue(3).filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
  }

  private static Arbitrary<Object> anyValue(int depth) {
    Arbitrary<Object> leaf =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(8).map(s -> (Object) s),
            Arbitraries.integers().map(i -> (Object) i),
            Arbitraries.bigIntegers().map(i -> (Object) i),
            Arbitraries.doubles().map(d -> (Object) d),
            Arbitraries.of(true, false).map(b -> (Object) b),
            Arbitraries.of("1s", "64KiB", "auto", "9999999d", "1.5B").map(s -> (Object) s),
            Arbitraries.just((Object) "null").map(s -> (Object) null));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of(
                "transport",
                "tcp",
                "udp",
                "odd",
                "probes",
                "log",
                "cluster",
                "metrics",
                "port",
                "host",
                "tls",
                "key",
                "idleTimeout",
                "maxDatagramSize",
                "members",
                "name",
                "interval",
                "a/b~c",
                "$ref",
                "__proto__",
                "length",
                "0"),
            Arbitraries.strings().ofMaxLength(6));
    Arbitrary<Object> below = anyValue(depth - 1);
    Arbitrary<Object> objects =
        Arbitraries.maps(names, below.injectNull(0.01))
            .ofMaxSize(6)
            .map(map -> new JsonObject(new LinkedHashMap<>(map)));
    Arbitrary<Object> arrays =
        below.list().ofMaxSize(4).map(list -> new JsonArray(new ArrayList<>(list)));
    return Arbitraries.oneOf(leaf, objects, objects, objects, arrays);
  }

  @Provide
  Arbitrary<JsonObject> validConfig() {
    Arbitrary<Map.Entry<String, Object>> setting =
        Arbitraries.oneOf(
            entry("transport", Arbitraries.of("auto", "epoll", "io_uring", "kqueue", "nio")),
            entry("tcp.enabled", Arbitraries.of(true, false)),
            entry("tcp.host", Arbitraries.strings().ofMinLength(1).ofMaxLength(255)),
            entry("tcp.port", Arbitraries.integers().between(0, 65535)),
            entry("tcp.instances", Arbitraries.longs().between(0, 1024)),
            entry("tcp.idleTimeout", Arbitraries.integers().between(0, 30).map(n -> n + "d")),
            entry("tcp.idleTimeout", Arbitraries.longs().between(0, 10_000).map(n -> n + ".5ms")),
            entry(
                "tcp.tls",
                Arbitraries.just(new JsonObject("{\"certificate\":\"c\",\"key\":\"k\"}"))),
            entry("udp.maxDatagramSize", Arbitraries.integers().between(0, 65507)),
            entry("udp.maxDatagramSize", Arbitraries.integers().between(0, 63).map(n -> n + "KiB")),
            entry(
                "cluster.members",
                Arbitraries.strings()
                    .alpha()
                    .ofMinLength(1)
                    .ofMaxLength(9)
                    .list()
                    .ofMaxSize(5)
                    .map(JsonArray::new)),
            entry("log.level", Arbitraries.of("error", "warn", "info", "debug", "trace")),
            entry("odd.a/b~c", Arbitraries.integers().between(0, 9)));
    return setting
        .list()
        .ofMaxSize(12)
        .map(
            settings -> {
              JsonObject config = SCHEMA.defaults();
              settings.forEach(
                  one ->
                      FlatNamesProcessor.put(
                          config, List.of(one.getKey().split("\\.", -1)), one.getValue()));
              return config;
            });
  }

  private static Arbitrary<Map.Entry<String, Object>> entry(String name, Arbitrary<?> values) {
    return values.map(value -> Map.<String, Object>entry(name, value));
  }
}

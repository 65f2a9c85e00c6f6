package dev.echopair.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.testing.TestProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line and configuration of the jar: refusals, and the order of the sources. */
class ServerUsageIT {

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("Unknown option: '--bogus'", "--bogus"),
        mistake("'stray'", "stray"),
        mistake("/tcp/port: found \"x\", allowed: an integer", "--tcp.port", "x"),
        mistake("/tcp/port: found 65536, allowed: an integer", "--tcp.port", "65536"),
        mistake("/udp/enabled: found \"perhaps\", allowed: true or", "--udp.enabled", "perhaps"),
        mistake("/tcp/idleTimeout: found \"5\", allowed: a duration", "--tcp.idleTimeout", "5"),
        mistake(
            "/tcp/prot: unknown key \"prot\"; did you mean \"port\"?",
            "-conf",
            "{\"tcp\":{\"prot\":1}}"),
        mistake(
            "/tcp/port: found \"80\", allowed: an integer", "-conf", "{\"tcp\":{\"port\":\"80\"}}"),
        mistake("/metrics: found 5, allowed: an object", "-conf", "{\"metrics\":5}"),
        mistake(
            "/transport: found \"carrier-pigeon\", allowed: one of",
            "-conf",
            "{\"transport\":\"carrier-pigeon\"}"),
        mistake("-conf: not valid JSON", "-conf", "{\"tcp\":"),
        mistake("no-such-file.json: no such configuration file", "-conf", "no-such-file.json"),
        mistake("-instances", "-instances", "0"),
        mistake("-instances", "-instances", "many"),
        mistake("-options: unknown key evenLoopPoolSize", "-options", "{\"evenLoopPoolSize\":1}"),
        mistake("-deployment-options", "-deployment-options", "{\"instanzes\":1}"),
        mistake(
            "-deployment-options: threadingModel: allowed: EVENT_LOOP",
            "-deployment-options",
            "{\"threadingModel\":\"WORKER\"}"),
        mistake(
            "/tcp/tls/key: file does not exist or cannot be read: /no/such.key",
            "-conf",
            "{\"tcp\":{\"tls\":{\"certificate\":\"pom.xml\",\"key\":\"/no/such.key\"}}}"),
        mistake("nothing to serve", "--tcp.enabled", "false", "--udp.enabled", "false"),
        mistake("Unknown option: '-worker'", "-worker"),
        mistake("'-vt'", "-vt"));
  }

  private static Arguments mistake(String said, String... args) {
    return Arguments.of(said, List.of(args));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void exitsWith2AndOneClearLine(String said, List<String> args) {
    try (TestProcess server = TestProcess.server(args.toArray(String[]::new)).start()) {
      expectRefused(server, said);
    }
  }

  @Test
  void refusesAnEnvironmentNameThatSetsNoKey() {
    try (TestProcess server = TestProcess.server().env("ECHO_TCP_PROT", "1").start()) {
      expectRefused(
          server, "ECHO_TCP_PROT: is not a configuration key; did you mean ECHO_TCP_PORT?");
    }
  }

  @Test
  void refusesASystemPropertyThatSetsNoKey() {
    try (TestProcess server = TestProcess.server().jvm("-Decho.tcp.prot=1").start()) {
      expectRefused(
          server, "echo.tcp.prot: is not a configuration key; did you mean echo.tcp.port?");
    }
  }

  @Test
  void tellsEveryProblemOfAFileOnALineOfItsOwn(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("server.json");
    Files.writeString(file, "{\"tcp\":{\"port\":-1,\"backlog\":\"many\"},\"upd\":{}}");
    try (TestProcess server = TestProcess.server("-conf", file.toString()).start()) {
      assertEquals(2, server.awaitExit());
      List<String> lines = server.stderr().lines();
      assertEquals(3, lines.size(), server.stderr()::text);
      assertTrue(lines.stream().anyMatch(line -> line.contains("/tcp/port: found -1")));
      assertTrue(lines.stream().anyMatch(line -> line.contains("/tcp/backlog: found \"many\"")));
      assertTrue(lines.stream().anyMatch(line -> line.contains("/upd: unknown key \"upd\"")));
    }
  }

  @Test
  void printsTheSchemaOfItsConfiguration() {
    try (TestProcess server = TestProcess.server("--config-schema").start()) {
      assertEquals(0, server.awaitExit());
      JsonObject schema = new JsonObject(server.stdout().text());
      assertEquals("https://json-schema.org/draft/2020-12/schema", schema.getString("$schema"));
      JsonObject tcp = schema.getJsonObject("properties").getJsonObject("tcp");
      assertTrue(tcp.getJsonObject("properties").containsKey("idleTimeout"), schema::encode);
      assertEquals("", server.stderr().text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpNamesEveryOptionOfTheLauncherAndEveryKey(String option) {
    try (TestProcess server = TestProcess.server(option).start()) {
      assertEquals(0, server.awaitExit());
      String help = server.stdout().text();
      Stream.of(
              "-conf",
              "-instances",
              "-cluster",
              "-options",
              "-deployment-options",
              "--version",
              "--print-metrics",
              "--config-schema",
              "--help",
              "--tcp.port",
              "--udp.engine",
              "--shutdown.drainTimeout",
              "--log.traffic",
              "ECHO_LOG_LEVEL",
              "-Decho.log.level")
          .forEach(name -> assertTrue(help.contains(name), name + " is not in\n" + help));
      assertFalse(help.contains("worker"), help);
    }
  }

  @Test
  void printsItsVersion() {
    try (TestProcess server = TestProcess.server("--version").start()) {
      assertEquals(0, server.awaitExit());
      assertTrue(
          server.stdout().text().matches("echo-server \\d+\\.\\d+\\.\\d+\\S*\\R"),
          server.stdout()::text);
    }
  }

  /** Each source sets a different number of instances; the last source in this order wins. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void laterLayersWin(int layers, @TempDir Path directory) throws IOException {
    Path file = directory.resolve("server.json");
    Files.writeString(file, "{\"tcp\":{\"instances\":12}}");
    List<String> args =
        Stream.of(
                layers >= 5 ? List.of("--tcp.instances", "15") : List.<String>of(),
                layers >= 2 ? List.of("-conf", file.toString()) : List.<String>of(),
                layers >= 1 ? List.of("-instances", "11") : List.<String>of(),
                List.of("-options", "{\"eventLoopPoolSize\":10}"))
            .flatMap(List::stream)
            .toList();
    TestProcess.Command command = ServerProcess.on(args.toArray(String[]::new));
    if (layers >= 3) {
      command.env("ECHO_TCP_INSTANCES", "13");
    }
    if (layers >= 4) {
      command.jvm("-Decho.tcp.instances=14");
    }
    try (TestProcess server = command.start()) {
      String instances = server.awaitStdout("tcp://\\S+, (\\d+) instances").group(1);

      // The default is one per event loop.
      assertEquals(10 + layers, Integer.parseInt(instances));
    }
  }

  private static void expectRefused(TestProcess server, String said) {
    assertEquals(2, server.awaitExit());
    List<String> lines = server.stderr().lines();
    assertTrue(lines.get(0).startsWith("echo-server: "), server.stderr()::text);
    assertTrue(lines.get(0).contains(said), server.stderr()::text);
    assertTrue(
        lines.size() == 1 || lines.equals(List.of(lines.get(0), TRY_HELP)), server.stderr()::text);
    assertEquals("", server.stdout().text());
  }

  private static final String TRY_HELP = "Try 'java -jar echo-server.jar --help'.";
}

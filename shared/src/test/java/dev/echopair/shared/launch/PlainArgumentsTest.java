package dev.echopair.shared.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.shared.config.ConfigSchema;
import dev.echopair.shared.config.ConfigSources;
import dev.echopair.shared.config.TestConfig;
import dev.echopair.shared.config.TestSchema;
import dev.echopair.shared.internals.LauncherCommand;
import io.vertx.core.VerticleBase;
import io.vertx.launcher.application.VertxApplicationHooks;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainArgumentsTest {

  private static final ConfigSchema SCHEMA = TestSchema.load();

  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ", -1);
  }

  private static Optional<ConfigSources> read(String line) {
    return PlainArguments.read(words(line), SCHEMA.keys());
  }

  private static ConfigSources readByPicocli(String line) {
    ServiceDefinition<TestConfig> definition =
        new ServiceDefinition<>(
            "echo-test",
            "server",
            "java -jar echo-test.jar",
            "Does nothing.",
            List.of(),
            SCHEMA,
            TestConfig::from,
            config -> new VerticleBase() {});
    ServiceOptions options = new ServiceOptions();
    Runnable command = LauncherCommand.of(null, new VertxApplicationHooks() {});
    return options.sources(
        options.commandLine(command, definition).parseArgs(words(line)), definition);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--tcp.port 9000",
        "--tcp.port 9000 --tcp.host ::1",
        "--tcp.port 9000 --tcp.port 9001",
        "-conf server.json",
        "-conf {\"tcp\":{}} --tcp.port many",
        "-conf first.json -conf second.json",
        "--tcp.host a=b",
        "--tcp.host \"quoted\"",
        "--tcp.host $HOME${sys:user.home}"
      })
  void readsWhatPicocliWouldRead(String line) {
    assertEquals(Optional.of(readByPicocli(line)), read(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--tcp.port",
        "--tcp.port=9000",
        "--TCP.PORT 9000",
        "--tcp.prot 9000",
        "--tcp.port -1",
        "--tcp.host --help",
        "--tcp.host ",
        "--tcp.host @arguments",
        "@arguments @arguments",
        "-cluster --tcp.port 9000",
        "-instances 2",
        "--conf server.json",
        "-options {}",
        "-- stray",
        "stray stray"
      })
  void leavesAllElseToPicocli(String line) {
    assertEquals(Optional.empty(), read(line));
  }

  @Test
  void findsWhereTheConfigurationComesFrom() {
    ConfigSources found = read("-conf server.json --tcp.port 9000").orElseThrow();
    assertEquals("server.json", found.conf());
    assertEquals("9000", found.overrides().getString("tcp.port"));
    assertEquals(true, found.instances().isEmpty());
  }
}

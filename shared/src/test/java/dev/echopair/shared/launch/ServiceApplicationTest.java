package dev.echopair.shared.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.Await;
import dev.echopair.shared.config.TestConfig;
import dev.echopair.shared.config.TestSchema;
import dev.echopair.shared.internals.UsedTransport;
import dev.echopair.shared.process.ExitCode;
import dev.echopair.shared.process.LogSetup;
import dev.echopair.shared.process.StartupException;
import dev.echopair.shared.process.Version;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Isolated("it captures stdout and stderr, and sets up the log")
final class ServiceApplicationTest {

  private final List<JsonObject> deployed = new CopyOnWriteArrayList<>();
  private final List<Vertx> running = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(realOut);
    System.setErr(realErr);
    LogSetup.configure("info");
    running.forEach(vertx -> Await.result(vertx.close()));
  }

  /** Records its configuration, and fails to start when the configuration names a certain host. */
  private final class Recorder extends VerticleBase {
    private final JsonObject config;

    Recorder(TestConfig config) {
      this.config = config.json();
    }

    @Override
    public Future<?> start() {
      running.add(vertx);
      if (config.getJsonObject("tcp").getString("host").equals("fail.on.me")) {
        return Future.failedFuture(
            new StartupException(
                List.of(new IllegalStateException("first"), new IllegalStateException("second"))));
      }
      deployed.add(config);
      return Future.succeededFuture();
    }
  }

  private int launch(String... args) {
    ServiceDefinition<TestConfig> definition =
        new ServiceDefinition<>(
            "echo-test",
            "server",
            "java -jar echo-test.jar",
            "Does nothing.",
            List.of("echo-test -instances 2"),
            TestSchema.load(),
            TestConfig::from,
            Recorder::new);
    // Without the HTTP side: another process may use its port.
    List<String> all = new ArrayList<>(List.of("--management.enabled", "false"));
    all.addAll(List.of(args));
    String[] arguments = all.toArray(String[]::new);
    return new ServiceApplication<>(HeadStart.begin(arguments), arguments, () -> definition)
        .launch();
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void servesTheDefaultsWithoutArguments() {
    assertEquals(ExitCode.OK, launch());
    assertEquals("", errors());
    assertEquals(1, deployed.size());
    assertEquals(
        TestSchema.load().defaults().getJsonObject("tcp"), deployed.get(0).getJsonObject("tcp"));
  }

  @Test
  void scalesWhatIsBelowTheMainVerticleByInstances() {
    assertEquals(ExitCode.OK, launch("-instances", "3", "-conf", "{\"udp\":{\"instances\":1}}"));
    assertEquals(1, deployed.size());
    assertEquals(3, deployed.get(0).getJsonObject("tcp").getInteger("instances"));
    assertEquals(1, deployed.get(0).getJsonObject("udp").getInteger("instances"));
  }

  @Test
  void takesInstancesFromTheDeploymentOptionsToo() {
    assertEquals(ExitCode.OK, launch("-deployment-options", "{\"instances\":4}"));
    assertEquals(1, deployed.size());
    assertEquals(4, deployed.get(0).getJsonObject("tcp").getInteger("instances"));
  }

  @Test
  void letsOptionsWinOverTheConfFile() {
    assertEquals(
        ExitCode.OK,
        launch(
            "-conf",
            "{\"tcp\":{\"port\":1,\"host\":\"::1\"}}",
            "--tcp.port",
            "2",
            "--tcp.maxConnections=3"));
    JsonObject tcp = deployed.get(0).getJsonObject("tcp");
    assertEquals(2, tcp.getInteger("port"));
    assertEquals(3, tcp.getInteger("maxConnections"));
    assertEquals("::1", tcp.getString("host"));
  }

  @Test
  void usesTheTransportOfItsConfiguration() {
    assertEquals(ExitCode.OK, launch("--transport", "nio"));
    assertEquals("nio", UsedTransport.nameOf(running.get(0)));
  }

  @Test
  void refusesABadConfigurationWithALinePerProblem() {
    assertEquals(ExitCode.USAGE, launch("-conf", "{\"tcp\":{\"port\":-1},\"mistake\":1}"));
    List<String> lines = errors().lines().sorted().toList();
    assertEquals(2, lines.size(), errors());
    assertTrue(lines.get(0).startsWith("echo-test: /mistake: unknown key \"mistake\""), errors());
    assertEquals(
        "echo-test: /tcp/port: found -1, allowed: an integer from 0 to 65535", lines.get(1));
    assertTrue(running.isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-conf | no-such-file.json | echo-test: no-such-file.json: no such configuration file;"
            + " -conf takes a JSON file or an inline JSON object",
        "-instances | 0 | echo-test: -instances: found 0, allowed: from 1 to 1024",
        "-instances | 1025 | echo-test: -instances: found 1025, allowed: from 1 to 1024",
        "-options | {\"eventLopPoolSize\":1} | echo-test: -options: unknown key eventLopPoolSize",
        "-deployment-options | {\"instancs\":1} | echo-test: -deployment-options: unknown key"
            + " instancs",
        "-options | no-such-file | echo-test: -options: neither JSON nor a readable file:"
            + " no-such-file",
        "--tcp.port | many | echo-test: /tcp/port: found \"many\", allowed: an integer from 0 to"
            + " 65535"
      })
  void refusesABadOptionInOneLine(String option, String value, String message) {
    assertEquals(ExitCode.USAGE, launch(option, value));
    assertEquals(message, errors().strip());
    assertTrue(running.isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"--nonsense", "stray", "-instances", "--tcp.prot=1"})
  void refusesAWrongCommandLineAndPointsToTheHelp(String argument) {
    assertEquals(ExitCode.USAGE, launch(argument));
    List<String> lines = errors().lines().toList();
    assertEquals(2, lines.size(), errors());
    assertTrue(lines.get(0).startsWith("echo-test: "), errors());
    assertEquals("Try 'java -jar echo-test.jar --help'.", lines.get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"instances\":\"two\"}",
        "{\"instances\":1.5}",
        "{\"instances\":null}",
        "{broken",
        "[1]"
      })
  void refusesDeploymentOptionsOfAWrongShape(String json) {
    int code = launch("-deployment-options", json);
    if (json.contains("null")) {
      assertEquals(ExitCode.OK, code);
      return;
    }
    assertEquals(ExitCode.USAGE, code, errors());
    assertTrue(errors().startsWith("echo-test: -deployment-options: "), errors());
    assertEquals(1, errors().lines().count(), errors());
  }

  @ParameterizedTest
  @CsvSource({"0", "1025"})
  void namesTheOptionWithTheNumberOfInstancesThatIsOutOfRange(String number) {
    assertEquals(ExitCode.USAGE, launch("-deployment-options", "{\"instances\":" + number + "}"));
    assertEquals(
        "echo-test: -deployment-options: instances: found "
            + number
            + ", allowed: an integer from 1 to 1024",
        errors().strip());
  }

  @Test
  void saysInALineEachWhyItCannotStart() {
    assertEquals(ExitCode.FAILED, launch("--tcp.host", "fail.on.me"));
    assertEquals(List.of("echo-test: first", "echo-test: second"), errors().lines().toList());
    assertTrue(deployed.isEmpty());
  }

  @Test
  void printsItsSchemaAndStartsNothing() {
    assertEquals(ExitCode.OK, launch("--config-schema"));
    assertEquals(TestSchema.load().document(), new JsonObject(output()));
    assertTrue(running.isEmpty());
  }

  @Test
  void printsItsHelpWithEveryKey() {
    assertEquals(ExitCode.OK, launch("--help"));
    assertTrue(output().startsWith("Usage: java -jar echo-test.jar [OPTIONS]"), output());
    TestSchema.load()
        .keys()
        .forEach(key -> assertTrue(output().contains("--" + key.name()), key.name()));
    assertTrue(output().contains("-instances"));
    assertTrue(
        output()
            .contains(
                "Exit codes: 0 success, 1 the work failed, 2 wrong usage or configuration, 130"
                    + " interrupted."),
        output());
  }

  @Test
  void printsItsVersion() {
    assertEquals(ExitCode.OK, launch("--version"));
    assertEquals("echo-test " + Version.current(), output().strip());
    assertNull(ServiceApplication.class.getPackage().getImplementationVersion());
  }
}

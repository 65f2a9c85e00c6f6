package dev.echopair.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.testing.TcpScript;
import dev.echopair.shared.testing.ReportSchema;
import dev.echopair.shared.testing.TestProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs {@code probe} of the fat jar as a service. */
class ProbeIT {

  @ParameterizedTest
  @CsvSource({"TERM, 0", "INT, 130"})
  void probesTheTargetsOfAFileUntilASignal(String signal, int exitCode, @TempDir Path directory)
      throws IOException {
    try (TcpScript echo = echo();
        TestProcess probe =
            TestProcess.client("probe", "-conf", conf(directory, echo.port())).start()) {
      probe.awaitStdout("^echo-client probe: probe mine: tcp://127\\.0\\.0\\.1:\\d+ every 10ms");
      probe.signal(signal);

      assertEquals(exitCode, probe.awaitExit());
      assertEquals("", probe.stderr().text());
      assertTrue(
          probe.stdout().lines().stream().noneMatch(line -> line.startsWith("{")),
          () -> probe.stdout().text());
    }
  }

  @Test
  void printsReportsAndNothingElseOnStdoutWhenAsked(@TempDir Path directory) throws IOException {
    try (TcpScript echo = echo();
        TestProcess probe =
            TestProcess.client("probe", "--print-metrics", "-conf", conf(directory, echo.port()))
                .start()) {
      probe.awaitStdout("\"received_messages\":[1-9]");
      probe.signal("TERM");

      assertEquals(0, probe.awaitExit());
      for (String line : probe.stdout().lines()) {
        assertEquals(List.of(), ReportSchema.problemsOf(new JsonObject(line)), line);
      }
      assertTrue(probe.stderr().text().contains("echo-client probe: probe mine: "));
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"probes\":[]}`, /probes",
        "`{\"probes\":[{\"name\":\"a\"}]}`, /probes/0/target",
        "`{\"probes\":[{\"name\":\"a\",\"target\":\"h:7\"}]}`, /probes/0/target",
        "`{\"probes\":[{\"name\":\"a\",\"target\":\"tcp://h:70000\"}]}`, /probes/0/target",
        "`{\"probes\":[{\"name\":\"a\",\"target\":\"tcp://h:7\",\"size\":39}]}`, /probes/0/size",
        "`{\"probes\":[{\"name\":\"a\",\"target\":\"tcp://h:7\",\"interval\":5}]}`,"
            + " /probes/0/interval",
        "`{\"probes\":[{\"name\":\"a\",\"target\":\"tcp://h:7\",\"instances\":0}]}`,"
            + " /probes/0/instances",
        "`{\"probes\":[{\"name\":\"a\",\"target\":\"tcp://h:7\",\"colour\":\"red\"}]}`,"
            + " /probes/0/colour",
        "`{\"probes\":[{\"name\":\"a\",\"target\":\"tls://h:7\",\"tls\":{\"ca\":\"/no/such\"}}]}`,"
            + " /probes/0/tls/ca",
        "`{\"probes\":\"all\"}`, /probes",
        "`{\"prob\":[]}`, /prob",
        "`{\"metrics\":{\"interval\":\"1\"}}`, /metrics/interval",
        "`{\"probes\":`, -conf"
      })
  void refusesABadConfigurationAndPointsAtIt(String conf, String pointer) {
    try (TestProcess probe = TestProcess.client("probe", "-conf", conf).start()) {
      assertEquals(2, probe.awaitExit());
      assertEquals("", probe.stdout().text());
      assertEquals(1, probe.stderr().lines().size(), () -> probe.stderr().text());
      assertTrue(
          probe.stderr().text().startsWith("echo-client probe: " + pointer + ": "),
          () -> probe.stderr().text());
    }
  }

  @Test
  void refusesEveryProblemOfAConfigurationAtOnce() {
    String conf =
        "{\"probes\":[{\"name\":\"\",\"target\":\"x\",\"size\":1}],\"transport\":\"tin\"}";
    try (TestProcess probe = TestProcess.client("probe", "-conf", conf).start()) {
      assertEquals(2, probe.awaitExit());
      assertEquals(4, probe.stderr().lines().size(), () -> probe.stderr().text());
    }
  }

  @Test
  void refusesAFileThatIsNotThere() {
    try (TestProcess probe = TestProcess.client("probe", "-conf", "/no/such.json").start()) {
      assertEquals(2, probe.awaitExit());
      assertTrue(
          probe.stderr().text().contains("/no/such.json: no such configuration file"),
          () -> probe.stderr().text());
    }
  }

  private static TcpScript echo() throws IOException {
    return new TcpScript(c -> c.getInputStream().transferTo(c.getOutputStream()));
  }

  private static String conf(Path directory, int port) throws IOException {
    return Files.writeString(
            directory.resolve("probes.json"),
            """
            {"metrics": {"interval": "50ms"},
             "probes": [{"name": "mine", "target": "tcp://127.0.0.1:%d", "interval": "10ms"}]}
            """
                .formatted(port))
        .toString();
  }
}

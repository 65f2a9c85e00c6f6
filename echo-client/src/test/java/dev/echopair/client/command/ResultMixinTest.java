package dev.echopair.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.SizeRange;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.engine.RunResult;
import dev.echopair.client.measure.Latencies;
import dev.echopair.client.measure.ProbeCounts;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.process.ExitCode;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class ResultMixinTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Command(name = "measure")
  private static final class Measure {
    @Mixin private ResultMixin results;
  }

  @Test
  void exitsWithThreeWhenAnAssertionIsNotMetAndSaysWhichAndWhy() {
    ResultMixin results = opened("--assert", "sent=10,loss<5%", "--assert", "received>=8");
    assertTrue(results.hasAssertions());
    assertFalse(results.meetsAssertions(result()));
    assertEquals("", printed(), "the check prints nothing");
    assertEquals(ExitCode.ASSERTION, results.finish(result(), human()));
    assertTrue(printed().contains("pass  assert sent=10           10\n"), printed());
    assertTrue(printed().contains("FAIL  assert loss<5%      10.00 %\n"), printed());
    assertFalse(printed().contains("\u001b"), "colour only on a terminal");
  }

  @Test
  void exitsWithZeroWhenAllAreMet() {
    ResultMixin results = opened("--assert", "sent=10, loss<=20%");
    assertTrue(results.meetsAssertions(result()));
    assertEquals(ExitCode.OK, results.finish(result(), human()));
    assertTrue(printed().startsWith("udp://127.0.0.1:7007\n"), printed());
  }

  @Test
  void writesTheFilesAskedForAndNoSummaryIfToldSo(@TempDir Path folder) throws Exception {
    Path json = folder.resolve("r.json");
    ResultMixin results = opened("--json", json.toString(), "--no-summary", "--assert", "sent=10");
    assertFalse(results.takesStdout());
    assertEquals(ExitCode.OK, results.finish(result(), human()));
    assertEquals("pass  assert sent=10  10\n", printed());
    assertEquals(10, new JsonObject(Files.readString(json)).getInteger("sent"));
  }

  @Test
  void exitsWithOneWhenAFileCannotBeWrittenInTheEnd(@TempDir Path folder) throws Exception {
    Path gone = Files.createDirectory(folder.resolve("gone"));
    ResultMixin results = opened("--json", gone.resolve("r.json").toString());
    Files.delete(gone);
    assertEquals(ExitCode.FAILED, results.finish(result(), human()));
  }

  @Test
  void saysWhetherStdoutIsTaken() {
    assertTrue(opened("--json", "-").takesStdout());
    assertFalse(opened().takesStdout());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--assert      | p99<5      | --assert 'p99<5': column 6: 'p99' needs a unit",
        "--assert      | p99<5ms,x  | --assert 'p99<5ms,x': column 9: 'x' is no figure",
        "--percentiles | 50,101     | --percentiles: '101' is no percentile above 0 and up to 100",
        "--percentiles | 50,,99     | --percentiles: '' is no percentile",
        "--json        | /no/r.json | --json: cannot write '/no/r.json': there is no such"
            + " directory",
      })
  void refusesWhatIsWrongBeforeTheRun(String option, String value, String problem) {
    ParameterException refused =
        assertThrows(ParameterException.class, () -> opened(option, value));
    assertTrue(refused.getMessage().startsWith(problem), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count(), "one line");
  }

  @Test
  void refusesTwoOutputsOnStdout() {
    ParameterException refused =
        assertThrows(ParameterException.class, () -> opened("--json", "-", "--csv", "-"));
    assertEquals(
        "--json and --csv both write to stdout: give one of them a file of its own",
        refused.getMessage());
  }

  private static ResultMixin opened(String... arguments) {
    Measure measure = new Measure();
    new CommandLine(measure).parseArgs(arguments);
    measure.results.open();
    return measure.results;
  }

  /** A result with ten sent and nine received probes. */
  private static RunResult result() {
    RunSpec spec =
        new RunSpec(
            "load",
            Endpoint.parse("udp://127.0.0.1:7007"),
            Optional.empty(),
            TlsTrust.PLATFORM,
            Pattern.depth(1),
            1,
            SizeRange.of(64),
            Duration.ofSeconds(1),
            new StopCondition(Duration.ofSeconds(1), 0, Duration.ZERO),
            Duration.ofSeconds(1),
            false,
            false);
    ProbeCounts counts = new ProbeCounts();
    counts.sent = 10;
    counts.received = 9;
    counts.lost = 1;
    return new RunResult(
        spec,
        1,
        "nio",
        Instant.EPOCH,
        0,
        Duration.ofSeconds(1),
        false,
        counts,
        new Latencies(),
        0,
        List.of(),
        List.of(),
        List.of());
  }

  private PrintStream human() {
    return new PrintStream(printed, true, StandardCharsets.UTF_8);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }
}

package dev.echopair.client.watch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.testing.Peers;
import dev.echopair.shared.testing.TestProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs {@code watch} of the fat jar in a terminal of tmux and in pipes. */
class WatchIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private TestProcess server;
  private String url;
  private String socket;

  @BeforeEach
  void start() {
    server =
        TestProcess.server(
                "--tcp.port",
                "0",
                "--udp.port",
                "0",
                "--management.port",
                "0",
                "--metrics.interval",
                "200ms")
            .start();
    url = server.awaitStdout("management on (http://\\S+)").group(1);
    socket = directory.resolve("tmux").toString();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theScreenMovesFollowsTheSizeAndLeavesTheTerminalAsItWas() throws IOException {
    Peers.require("tmux");
    tmux("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "30", "sh");
    try {
      String before = directory.resolve("before").toString();
      String after = directory.resolve("after").toString();
      type("PS1='ready> '; clear; stty -a >" + before + "; " + watch() + "; echo left with $?");
      awaitScreen("seen by .* 1 node up");
      awaitScreen("server tcp #0 ");
      String reports = reports();
      await().atMost(PATIENCE).until(() -> !reports().equals(reports));

      tmux("resize-window", "-x", "60", "-y", "12");
      awaitScreen("lines 1 to \\d+ of");
      assertTrue(screen().lines().allMatch(line -> line.length() <= 60), screen());
      tmux("send-keys", "NPage");
      awaitScreen("lines [2-9] to|lines 1\\d to");
      tmux("resize-window", "-x", "120", "-y", "30");
      awaitScreen("P99");

      tmux("send-keys", "q");
      awaitScreen("left with 0\\s+ready>");
      assertFalse(screen().contains("seen by"), "still on the alternate screen:\n" + screen());
      type("stty -a >" + after + "; echo written");
      awaitScreen("(?m)^written");
      assertEquals(read(before), read(after));
    } finally {
      tmux("kill-server");
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,0"})
  void signalsLeaveTheTerminalAsItWas(String signal, int exitCode) throws IOException {
    Peers.require("tmux");
    tmux("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "30", "sh");
    try {
      String before = directory.resolve("before").toString();
      String after = directory.resolve("after").toString();
      String pid = directory.resolve("pid").toString();
      type(
          "clear; stty -a >%s; sh -c 'echo $$ >%s; exec %s'; echo left with $?; stty -a >%s; echo written"
              .formatted(before, pid, watch(), after));
      awaitScreen("seen by .* 1 node up");
      try (TestProcess kill =
          TestProcess.program("kill", "-" + signal, read(pid).strip()).start()) {
        assertEquals(0, kill.awaitExit());
      }
      awaitScreen("(?m)^left with " + exitCode + "\\s+written");
      assertEquals(read(before), read(after));
    } finally {
      tmux("kill-server");
    }
  }

  @Test
  void jsonLinesEndQuietlyWhenTheirReaderDoes() {
    try (TestProcess shell =
        TestProcess.program(
                "bash", "-c", watch() + " --interval 200ms --json | head -2; exit ${PIPESTATUS[0]}")
            .start()) {
      assertEquals(0, shell.awaitExit());
      List<String> lines = shell.stdout().lines();
      assertEquals(2, lines.size());
      lines.forEach(line -> assertEquals(1, new JsonObject(line).getInteger("version")));
      assertFalse(shell.stderr().text().contains("rror"), shell.stderr().text());
    }
  }

  @Test
  void withoutATerminalItPrintsATableForEachInterval() {
    try (TestProcess watch = TestProcess.client("watch", "--url", url, "--count", "2").start()) {
      assertEquals(0, watch.awaitExit());
      assertTrue(watch.stdout().text().contains("server tcp #0"), watch.stdout().text());
      assertTrue(watch.stdout().text().indexOf('\033') < 0, "no escape sequences");
    }
  }

  @Test
  void aServerThatNeverAnswersIsAFailureAndAWrongAddressAMistake() {
    try (TestProcess watch =
        TestProcess.client(
                "watch", "--url", "http://127.0.0.1:1", "--count", "2", "--interval", "100ms")
            .start()) {
      assertEquals(1, watch.awaitExit());
      watch.awaitStderr("no answer from http://127.0.0.1:1");
      assertEquals("", watch.stdout().text());
    }
    try (TestProcess watch = TestProcess.client("watch", "--url", "127.0.0.1:1").start()) {
      assertEquals(2, watch.awaitExit());
      watch.awaitStderr("write it like http://127.0.0.1:7080");
    }
  }

  private String watch() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return java + " -jar " + System.getProperty("pair.client.jar") + " watch --url " + url;
  }

  private String reports() {
    return screen().lines().filter(line -> line.startsWith("reports:")).findFirst().orElse("");
  }

  private void type(String line) {
    tmux("send-keys", "-l", line);
    tmux("send-keys", "Enter");
  }

  private String screen() {
    return tmux("capture-pane", "-p");
  }

  private void awaitScreen(String regex) {
    Pattern pattern = Pattern.compile(regex);
    await(regex).atMost(PATIENCE).until(this::screen, pattern.asPredicate());
  }

  private String tmux(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "-u";
    all[1] = "-S";
    all[2] = socket;
    System.arraycopy(args, 0, all, 3, args.length);
    try (TestProcess tmux =
        TestProcess.program("tmux", all).env("LC_ALL", "C.UTF-8").env("TERM", "xterm").start()) {
      assertEquals(0, tmux.awaitExit(), () -> tmux.stderr().text());
      return tmux.stdout().text();
    }
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }
}

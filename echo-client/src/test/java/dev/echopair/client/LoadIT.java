package dev.echopair.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.testing.SilentPort;
import dev.echopair.shared.testing.TestHosts;
import dev.echopair.shared.testing.TestHosts.Host;
import dev.echopair.shared.testing.TestProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code load} and {@code ping} of the fat jar against the server's fat jar. */
class LoadIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static TestProcess server;
  private static int tcpPort;
  private static int udpPort;

  @BeforeAll
  static void serve() {
    server =
        TestProcess.server("--tcp.port", "0", "--udp.port", "0")
            .env("ECHO_MANAGEMENT_ENABLED", "false")
            .start();
    tcpPort = Integer.parseInt(server.awaitStdout("listening on tcp://\\S+:(\\d+)").group(1));
    udpPort = Integer.parseInt(server.awaitStdout("listening on udp://\\S+:(\\d+)").group(1));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void skipsNoSendAtAThousandPerSecondForHalfAMinute(String protocol) {
    JsonObject result = load(protocol, "--rate", "1000", "--duration", "30s");

    assertEquals(30_000, result.getLong("sent"));
    assertEquals(30_000, result.getLong("received"));
    assertEquals(0, result.getLong("skipped"));
    assertEquals(1_000, result.getJsonObject("rate").getDouble("requested"));
    assertEquals(1_000, result.getJsonObject("rate").getDouble("achieved"), 0.1);
  }

  /** The number of probes of one hour at 1,000 per second. */
  @Test
  void carriesAnHoursWorthOfProbesInLittleMemory() {
    JsonObject result =
        load(
            "tcp", "--count", "3600000", "--depth", "64", "--connections", "4", "--instances", "2");

    assertEquals(3_600_000, result.getLong("sent"));
    assertEquals(3_600_000, result.getLong("received"));
  }

  private static JsonObject load(String protocol, String... options) {
    String[] args = new String[options.length + 4];
    args[0] = "load";
    args[1] = "--json";
    args[2] = "-";
    args[3] = target(protocol);
    System.arraycopy(options, 0, args, 4, options.length);
    try (TestProcess client = TestProcess.client(args).jvm("-Xmx64m").start()) {
      assertEquals(0, client.awaitExit(PATIENCE), () -> client.stderr().text());
      return new JsonObject(client.stdout().text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void pingsWithALinePerReplyAndASummary(String protocol) {
    try (TestProcess ping =
        TestProcess.client("ping", "-c", "5", "-i", "0.05", "-D", target(protocol)).start()) {
      assertEquals(0, ping.awaitExit(), () -> ping.stderr().text());
      String out = ping.stdout().text();
      for (int i = 1; i <= 5; i++) {
        String line =
            "\\[\\d+\\.\\d{6}\\] 64 bytes from 127.0.0.1:%d: seq=%d time=\\d+\\.\\d{3} ms";
        String expected = line.formatted(protocol.equals("tcp") ? tcpPort : udpPort, i);
        assertTrue(out.lines().anyMatch(each -> each.matches(expected)), out);
      }
      assertTrue(out.contains("lost"), out);
      assertEquals("", ping.stderr().text());
    }
  }

  @Test
  void timesConnections() {
    try (TestProcess ping =
        TestProcess.client("ping", "--connect", "-c", "3", "-i", "0.05", target("tcp")).start()) {
      assertEquals(0, ping.awaitExit(), () -> ping.stderr().text());
      ping.awaitStdout("connected to 127\\.0\\.0\\.1:\\d+: seq=3 time=.*");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void showsTheSummarySoFarOnASignalAndTheWholeAtTheInterrupt() {
    try (TestProcess ping = TestProcess.client("ping", "-i", "10ms", target("udp")).start()) {
      ping.awaitStdout(".*seq=3 .*");
      ping.signal("USR1");
      ping.awaitStderr("so far: \\d+ received, 0 lost .*");
      ping.signal("INT");

      assertEquals(130, ping.awaitExit(), () -> ping.stderr().text());
      assertTrue(ping.stdout().text().contains("lost "), () -> ping.stdout().text());
    }
  }

  @Test
  void saysThatNothingAnswers() {
    try (SilentPort nobody = SilentPort.bind()) {
      try (TestProcess ping =
          TestProcess.client(
                  "ping", "-c", "2", "-i", "0.1", "-W", "0.3", "udp://127.0.0.1:" + nobody.number())
              .start()) {
        assertEquals(1, ping.awaitExit());
        assertTrue(ping.stdout().text().contains("ICMP port unreachable"), ping.stdout().text());
      }
      try (TestProcess load =
          TestProcess.client("load", "-d", "1s", "tcp://127.0.0.1:" + nobody.number()).start()) {
        assertEquals(1, load.awaitExit());
        assertTrue(
            load.stderr()
                .text()
                .contains(
                    "cannot connect to tcp://127.0.0.1:%d: connection refused"
                        .formatted(nobody.number())),
            load.stderr().text());
      }
    }
  }

  @Test
  void endsWithItsOwnCodeWhenAnAssertionIsNotMet() {
    try (TestProcess load =
        TestProcess.client(
                "load", "--rate", "200", "-d", "1s", "--assert", "sent=1,loss<50%", target("udp"))
            .start()) {
      assertEquals(3, load.awaitExit(), () -> load.stderr().text());
    }
  }

  /** The MTU is smaller than the probes: the kernel refuses several datagrams as one. */
  @Test
  void sendsProbesOneByOneWhereTheKernelDoesNotTakeThemTogether() {
    try (TestHosts hosts = TestHosts.make(1)) {
      Host host = hosts.all().get(0);
      if (hosts.areApart()) {
        try (TestProcess mtu =
            host.run(TestProcess.program("ip", "link", "set", "lo", "mtu", "600")).start()) {
          assertEquals(0, mtu.awaitExit(), () -> mtu.stderr().text());
        }
      }
      String[] server = {"--udp.port", "0", "--tcp.enabled", "false"};
      try (TestProcess echo = host.run(TestProcess.server(server)).start()) {
        String target = echo.awaitStdout("listening on (udp://\\S+:\\d+)").group(1);
        String[] args = {
          "load",
          "--depth",
          "16",
          "--size",
          "700",
          "--count",
          "5000",
          "--assert",
          "received=5000",
          target
        };
        try (TestProcess load = host.run(TestProcess.client(args)).start()) {
          assertEquals(0, load.awaitExit(PATIENCE), () -> load.stderr().text());
        }
      }
    }
  }

  @Test
  void findsARateThatMeetsTheAssertions() {
    try (TestProcess load =
        TestProcess.client(
                "load",
                "--find-max",
                "--rate",
                "20",
                "-d",
                "300ms",
                "--assert",
                "sent<50",
                "--json",
                "-",
                target("udp"))
            .start()) {
      assertEquals(0, load.awaitExit(PATIENCE), () -> load.stderr().text());
      double rate =
          new JsonObject(load.stdout().text()).getJsonObject("rate").getDouble("requested");
      assertTrue(rate >= 140 && rate <= 170, () -> rate + "/s");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rate 10x | '10x', at character 3, is no rate: write probes per second, such as 1000",
        "--rate 0 | '0' is not from 0.001/s to 10M/s",
        "--size 10 | a probe has at least 40 bytes",
        "--size 64-x | '64-x', at character 4:",
        "--size 100-50 | the range ends below its start; write it like 64-1400",
        "--depth 0 | --depth 0 is not from 1 to 100000",
        "--ramp 1s | --ramp increases the rate: give --rate",
        "--find-max | --find-max searches a rate that meets assertions",
        "--source-ports 4 | --source-ports goes with udp://",
        "--duration 5parsecs | '5parsecs' is not a duration",
        "--transport steam | --transport: unknown transport steam",
        "--assert p99<5 | p99",
        "--json /nowhere/x.json | /nowhere/x.json"
      })
  void refusesWrongUsage(String options, String expected) {
    String[] words = ("load tcp://127.0.0.1:" + tcpPort + " " + options).split(" ", -1);
    try (TestProcess load = TestProcess.client(words).start()) {
      assertEquals(2, load.awaitExit(), () -> load.stderr().text());
      assertTrue(load.stderr().text().contains(expected), () -> load.stderr().text());
      assertEquals("", load.stdout().text());
    }
  }

  @Test
  void writesEveryKindOfResult(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("r.json");
    Path csv = directory.resolve("r.csv");
    Path html = directory.resolve("r.html");
    Path hgrm = directory.resolve("r.hgrm");
    Path hlog = directory.resolve("r.hlog");
    Path junit = directory.resolve("r.xml");
    try (TestProcess load =
        TestProcess.client(
                "load",
                "--rate",
                "500",
                "-d",
                "2s",
                "--json",
                "" + json,
                "--csv",
                "" + csv,
                "--html",
                "" + html,
                "--hgrm",
                "" + hgrm,
                "--hlog",
                "" + hlog,
                "--junit",
                "" + junit,
                "--assert",
                "sent=1000",
                target("udp"))
            .start()) {
      assertEquals(0, load.awaitExit(), () -> load.stderr().text());
    }
    assertEquals(1_000, new JsonObject(Files.readString(json)).getLong("sent"));
    assertTrue(Files.readAllLines(csv).size() >= 3, "a header and a row per interval");
    for (Path file : new Path[] {html, hgrm, hlog, junit}) {
      assertTrue(Files.size(file) > 200, file::toString);
    }
  }

  private static String target(String protocol) {
    return protocol + "://127.0.0.1:" + (protocol.equals("tcp") ? tcpPort : udpPort);
  }
}

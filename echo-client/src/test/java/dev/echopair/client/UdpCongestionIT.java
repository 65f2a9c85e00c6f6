package dev.echopair.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.testing.TestHosts;
import dev.echopair.shared.testing.TestHosts.Host;
import dev.echopair.shared.testing.TestProcess;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server whose answers take a slower path than the requests. */
class UdpCongestionIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * Answers wait for the socket, in little memory. The server drops and counts the answers that do
   * not fit into its queue, and causes no other error.
   */
  @Test
  void answersThatWaitTakeLittleMemory() {
    try (TestHosts hosts = TestHosts.make(2)) {
      Host near = hosts.all().get(0);
      Host far = hosts.all().get(1);
      if (hosts.areApart()) {
        narrow(far);
      }
      try (TestProcess server =
          far.run(
                  TestProcess.server(
                          "--udp.host",
                          far.address(),
                          "--udp.port",
                          "0",
                          "--udp.instances",
                          "1",
                          "--tcp.enabled",
                          "false",
                          "--print-metrics")
                      .jvm("-Xmx64m", "-XX:MaxDirectMemorySize=32m"))
              .start()) {
        String target = server.awaitStderr("listening on (udp://\\S+:\\d+)").group(1);
        send(near, target);
        // The path is free again when the waiting answers have left.
        try (TestProcess once =
            near.run(TestProcess.client("send", "-W", "60s", target, "hello")).start()) {
          assertEquals(0, once.awaitExit(PATIENCE), () -> once.stderr().text());
        }
        server.signal("TERM");
        assertEquals(0, server.awaitExit(), () -> server.stderr().text());
        JsonObject counters = lastCounters(server.stdout().lines());
        assertFalse(counters.containsKey("dropped.send_failed"), counters::encode);
        assertEquals(
            hosts.areApart(), counters.containsKey("dropped.send_queue_full"), counters::encode);
      }
    }
  }

  /** Limits a host to about 6,000 short packets per second; its queue holds all waiting packets. */
  private static void narrow(Host host) {
    String[] args = "qdisc add dev eth0 root tbf rate 5mbit burst 8kb limit 64mb".split(" ", -1);
    try (TestProcess tc = host.run(TestProcess.program("tc", args)).start()) {
      assertEquals(0, tc.awaitExit(), () -> tc.stderr().text());
    }
  }

  /** Sends from many sockets: two consecutive answers rarely have the same receiver. */
  private static void send(Host from, String target) {
    try (TestProcess load =
        from.run(
                TestProcess.client(
                    "load", "-n", "200", "--rate", "20000", "-d", "4s", "--timeout", "1s", target))
            .start()) {
      assertTrue(load.awaitExit(PATIENCE) <= 1, () -> load.stderr().text());
    }
  }

  private static JsonObject lastCounters(List<String> reports) {
    return new JsonObject(
            reports.stream()
                .filter(line -> line.contains("\"transport\":\"udp\""))
                .reduce((first, second) -> second)
                .orElseThrow())
        .getJsonObject("counters");
  }
}

package dev.echopair.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.echopair.server.testing.TcpPeer;
import dev.echopair.server.testing.UdpPeer;
import dev.echopair.shared.testing.ReportSchema;
import dev.echopair.shared.testing.TestProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The output of the server's jar while it serves. */
class ServerOutputIT {

  private static final String TIME = "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z ";
  private static final String PEER = "127\\.0\\.0\\.1:\\d+ ";

  @Test
  void printMetricsPrintsValidReportsAndNothingElseOnStdout() throws IOException {
    try (TestProcess server =
        ServerProcess.on("--print-metrics", "--metrics.interval", "50ms").start()) {
      int tcpPort = Integer.parseInt(server.awaitStderr("tcp://127\\.0\\.0\\.1:(\\d+)").group(1));
      int udpPort = Integer.parseInt(server.awaitStderr("udp://127\\.0\\.0\\.1:(\\d+)").group(1));
      try (TcpPeer tcp = TcpPeer.connect(tcpPort);
          UdpPeer udp = UdpPeer.of(udpPort)) {
        tcp.exchange("twelve bytes");
        udp.exchange("five!".getBytes(UTF_8));
      }
      server.awaitStdout("\"transport\":\"tcp\".*\"received_bytes\":12[,}]");
      server.awaitStdout("\"transport\":\"udp\".*\"sent_bytes\":5[,}]");
      server.signal("TERM");

      assertEquals(0, server.awaitExit());
      List<String> lines = server.stdout().lines();
      for (String line : lines) {
        assertEquals(List.of(), ReportSchema.problemsOf(new JsonObject(line)), line);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"direct, batched", "net-socket, datagram-socket"})
  void logsTextQuotedAndBinaryAsHex(String tcpEngine, String udpEngine) throws IOException {
    try (TestProcess server =
        ServerProcess.on(
                "--log.traffic", "true", "--tcp.engine", tcpEngine, "--udp.engine", udpEngine)
            .start()) {
      try (TcpPeer tcp = TcpPeer.connect(ServerProcess.tcpPort(server));
          UdpPeer udp = UdpPeer.of(ServerProcess.udpPort(server))) {
        tcp.exchange("Grüße\n");
        udp.exchange("a \"datagram\"".getBytes(UTF_8));
        udp.exchange(new byte[] {0, 1, (byte) 0xfe, (byte) 0xff});
        udp.send(new byte[0]);
        // An escape sequence that clears the screen of a terminal.
        tcp.exchange("\u001b[2J");
      }

      server.awaitStdout(TIME + "tcp " + PEER + "connected$");
      server.awaitStdout(TIME + "tcp " + PEER + "echoed 8 bytes \"Grüße\\\\n\"$");
      server.awaitStdout(TIME + "udp " + PEER + "echoed 12 bytes \"a \\\\\"datagram\\\\\"\"$");
      server.awaitStdout(TIME + "udp " + PEER + "echoed 4 bytes 0001feff$");
      server.awaitStdout(TIME + "udp " + PEER + "echoed 0 bytes \"\"$");
      server.awaitStdout(TIME + "tcp " + PEER + "echoed 4 bytes 1b5b324a$");
      server.awaitStdout(TIME + "tcp " + PEER + "disconnected$");
      assertFalse(server.stdout().text().contains("\u001b"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "net-socket"})
  void logsWhatIsDroppedAndWhatIsIdle(String tcpEngine) throws IOException {
    try (TestProcess server =
            ServerProcess.on(
                    "--tcp.engine",
                    tcpEngine,
                    "--log.traffic",
                    "true",
                    "--udp.maxDatagramSize",
                    "10",
                    "--tcp.idleTimeout",
                    "200ms")
                .start();
        TcpPeer tcp = TcpPeer.connect(ServerProcess.tcpPort(server));
        UdpPeer udp = UdpPeer.of(ServerProcess.udpPort(server))) {
      udp.send(new byte[11]);
      tcp.expectClosed();

      server.awaitStdout(TIME + "udp " + PEER + "dropped 11 bytes: datagram_too_large$");
      server.awaitStdout(TIME + "tcp " + PEER + "idle for tcp\\.idleTimeout: closing$");
    }
  }

  @Test
  void showsTheBeginningOfALongMessage() throws IOException {
    try (TestProcess server = ServerProcess.on("--log.traffic", "true").start();
        UdpPeer udp = UdpPeer.of(ServerProcess.udpPort(server))) {
      udp.exchange("x".repeat(5000).getBytes(UTF_8));

      server.awaitStdout("echoed 5000 bytes \"x{256}\"\\.\\.\\.$");
    }
  }
}

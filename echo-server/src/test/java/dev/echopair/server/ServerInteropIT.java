package dev.echopair.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.server.testing.BytePattern;
import dev.echopair.shared.testing.Peers;
import dev.echopair.shared.testing.TestProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server with third-party clients. */
class ServerInteropIT {

  private static final int SEVERAL_MEBIBYTES = 8 * 1024 * 1024 + 1;

  private static TestProcess server;

  @BeforeAll
  static void start() {
    server = ServerProcess.on().start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void socatGetsBackWhatItSentOverTcpAfterItsHalfClose() throws IOException {
    Peers.require("socat");
    // -t: how long socat waits for the remaining bytes after the end of its input.
    roundTrip(TestProcess.program("socat", "-t", "30", "-", "TCP:127.0.0.1:" + tcpPort()));
  }

  @Test
  void ncatGetsBackWhatItSentOverTcpAfterItsHalfClose() throws IOException {
    Peers.require("ncat");
    roundTrip(TestProcess.program("ncat", "127.0.0.1", tcpPort()));
  }

  @Test
  void socatGetsItsDatagramBack() throws IOException {
    Peers.require("socat");
    line(TestProcess.program("socat", "-", "UDP:127.0.0.1:" + udpPort()));
  }

  @Test
  void ncatGetsItsDatagramBack() throws IOException {
    Peers.require("ncat");
    line(TestProcess.program("ncat", "-u", "127.0.0.1", udpPort()));
  }

  private static void roundTrip(TestProcess.Command command) throws IOException {
    byte[] sent = BytePattern.bytes(0, SEVERAL_MEBIBYTES);
    try (TestProcess peer = command.start()) {
      try (OutputStream stdin = peer.stdin()) {
        stdin.write(sent);
      }

      assertEquals(0, peer.awaitExit(Duration.ofSeconds(60)), peer.stderr()::text);
      assertArrayEquals(sent, peer.stdout().bytes());
    }
  }

  private static void line(TestProcess.Command command) throws IOException {
    try (TestProcess peer = command.start();
        OutputStream stdin = peer.stdin()) {
      for (String line : new String[] {"a first datagram", "and a second one"}) {
        stdin.write((line + "\n").getBytes(UTF_8));
        stdin.flush();
        peer.awaitStdout("^" + line + "$");
      }
    }
  }

  private static String tcpPort() {
    return Integer.toString(ServerProcess.tcpPort(server));
  }

  private static String udpPort() {
    return Integer.toString(ServerProcess.udpPort(server));
  }
}

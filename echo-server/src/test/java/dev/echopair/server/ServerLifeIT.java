package dev.echopair.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.echopair.server.testing.BytePattern;
import dev.echopair.server.testing.TcpPeer;
import dev.echopair.server.testing.UdpPeer;
import dev.echopair.shared.testing.TestProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The server's jar from its start to its exit. */
class ServerLifeIT {

  @Test
  void saysWhatItServesOnTheRealPorts() throws IOException {
    try (TestProcess server = ServerProcess.on("-instances", "3").start();
        TcpPeer tcp = TcpPeer.connect(ServerProcess.tcpPort(server));
        UdpPeer udp = UdpPeer.of(ServerProcess.udpPort(server))) {
      tcp.exchange("hello");
      udp.exchange("hello".getBytes(UTF_8));

      server.awaitStdout("^echo-server: listening on tcp://\\S+, 3 instances, \\S+ transport$");
      server.awaitStdout(
          "^echo-server: listening on udp://\\S+, (3 instances, (?!nio)|1 inst.*nio)");
      assertEquals(2, server.stdout().lines().size(), server.stdout()::text);
      assertEquals("", server.stderr().text());
    }
  }

  @Test
  void drainsAndExitsWith0OnSigterm() throws IOException {
    try (TestProcess server = ServerProcess.on("--shutdown.drainTimeout", "30s").start();
        TcpPeer peer = TcpPeer.connect(ServerProcess.tcpPort(server))) {
      int port = ServerProcess.tcpPort(server);
      peer.exchange("before");
      server.signal("TERM");
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> refusesToConnect(port));
      assertTrue(server.isAlive());

      peer.exchange("while it drains");
      byte[] rest = BytePattern.bytes(0, 300_000);
      peer.send(rest);
      peer.sendEnd();
      assertArrayEquals(rest, peer.readToEnd());
      assertEquals(0, server.awaitExit());
    }
  }

  @Test
  void exitsWith0OnSigtermEvenWhenAConnectionStaysOpen() throws IOException {
    try (TestProcess server = ServerProcess.on("--shutdown.drainTimeout", "200ms").start();
        TcpPeer peer = TcpPeer.connect(ServerProcess.tcpPort(server))) {
      peer.exchange("and no end");
      server.signal("TERM");

      assertEquals(0, server.awaitExit());
    }
  }

  @Test
  void exitsWith130OnSigint() throws IOException {
    try (TestProcess server = ServerProcess.on().start()) {
      ServerProcess.udpPort(server);
      assumeFalse(ignoresSigint(server), "started without SIGINT, as in the background of a shell");
      server.signal("INT");

      assertEquals(130, server.awaitExit());
    }
  }

  @Test
  void exitsWith1NamingHostAndPortOfAPortInUse() throws IOException {
    try (ServerSocket owner = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
        TestProcess server =
            TestProcess.server(
                    "--tcp.port",
                    "" + owner.getLocalPort(),
                    "--udp.enabled",
                    "false",
                    "--management.enabled",
                    "false")
                .start()) {
      assertEquals(1, server.awaitExit());
      assertEquals(
          List.of(
              ("echo-server: tcp: cannot listen on 127.0.0.1:%d: the port is in use; choose"
                      + " another tcp.port (0 for a free one) or stop its owner")
                  .formatted(owner.getLocalPort())),
          server.stderr().lines());
    }
  }

  @Test
  void exitsWith1NamingEachHostThatDoesNotResolve() {
    try (TestProcess server =
        ServerProcess.on("--tcp.host", "no-such-host.invalid", "--udp.host", "nor-this.invalid")
            .start()) {
      assertEquals(1, server.awaitExit());
      assertEquals(
          List.of(
              "echo-server: tcp: cannot listen on no-such-host.invalid:0: the host does not"
                  + " resolve; check tcp.host",
              "echo-server: udp: cannot listen on nor-this.invalid:0: the host does not resolve;"
                  + " check udp.host"),
          server.stderr().lines());
    }
  }

  private static boolean refusesToConnect(int port) throws IOException {
    try {
      TcpPeer.connect(port).close();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  /** Whether the process ignores SIGINT: a JVM keeps ignoring a signal that its parent ignored. */
  private static boolean ignoresSigint(TestProcess process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(ignored -> (ignored & (1 << 1)) != 0);
  }
}

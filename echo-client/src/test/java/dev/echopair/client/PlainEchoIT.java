package dev.echopair.client;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.testing.Peers;
import dev.echopair.shared.testing.ReservedPorts;
import dev.echopair.shared.testing.TestProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against third-party echo servers. */
class PlainEchoIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int STREAM_BYTES = 5 << 20;
  private static final int FEW_BYTES = 30_000;

  @Test
  void xinetdAnswersOverTcpAndUdp(@TempDir Path directory) throws IOException {
    Peers.require("xinetd");
    int port = ReservedPorts.next();
    Path conf =
        Files.writeString(
            directory.resolve("xinetd.conf"),
            service("stream", "tcp", "no", port) + service("dgram", "udp", "yes", port));
    Path pid = directory.resolve("pid");
    try (TestProcess xinetd =
        TestProcess.program("xinetd", "-dontfork", "-f", conf.toString(), "-pidfile", "" + pid)
            .start()) {
      awaitTcp(xinetd, port);
      awaitUdp(xinetd, port);
      assertEchoes("tcp://127.0.0.1:" + port);
      assertStreams("tcp://127.0.0.1:" + port);
      assertBringsBack(directory, "tcp://127.0.0.1:" + port, STREAM_BYTES);
      assertEchoes("udp://127.0.0.1:" + port);
      // While it answers, xinetd discards the datagrams that wait: the window is one datagram.
      assertBringsBack(directory, "udp://127.0.0.1:" + port, FEW_BYTES, "--window", "1400");
      assertProbes("tcp", port);
      assertProbes("udp", port);
      assertMeasures("tcp://127.0.0.1:" + port);
      assertMeasures("udp://127.0.0.1:" + port);
    }
  }

  @Test
  void socatAnswersOverTcp(@TempDir Path directory) throws IOException {
    Peers.require("socat");
    int port = ReservedPorts.next();
    String address = "TCP-LISTEN:%d,bind=127.0.0.1,fork,reuseaddr".formatted(port);
    try (TestProcess socat = TestProcess.program("socat", address, "EXEC:cat").start()) {
      awaitTcp(socat, port);
      assertEchoes("tcp://127.0.0.1:" + port);
      assertStreams("tcp://127.0.0.1:" + port);
      assertBringsBack(directory, "tcp://127.0.0.1:" + port, STREAM_BYTES);
      assertProbes("tcp", port);
      assertMeasures("tcp://127.0.0.1:" + port);
    }
  }

  @Test
  void socatAnswersOverUdp(@TempDir Path directory) throws IOException {
    Peers.require("socat");
    int port = ReservedPorts.next();
    String address = "UDP-RECVFROM:%d,bind=127.0.0.1,fork".formatted(port);
    try (TestProcess socat = TestProcess.program("socat", address, "PIPE").start()) {
      awaitUdp(socat, port);
      assertEchoes("udp://127.0.0.1:" + port);
      // socat starts a separate process for each datagram.
      assertBringsBack(directory, "udp://127.0.0.1:" + port, FEW_BYTES, "--window", "5KiB");
    }
  }

  @Test
  void ncatAnswersOverTcp(@TempDir Path directory) throws IOException {
    Peers.require("ncat");
    int port = ReservedPorts.next();
    try (TestProcess ncat =
        TestProcess.program("ncat", "-l", "-k", "-e", "/bin/cat", "127.0.0.1", "" + port).start()) {
      awaitTcp(ncat, port);
      assertEchoes("tcp://127.0.0.1:" + port);
      // ncat returns bytes only when its program has read all bytes that ncat received.
      assertBringsBack(directory, "tcp://127.0.0.1:" + port, STREAM_BYTES, "--window", "32KiB");
    }
  }

  private static void assertEchoes(String target) {
    try (TestProcess client = TestProcess.client("send", "-c", "2", target, "hello").start()) {
      assertEquals(0, client.awaitExit(), () -> target + ": " + client.stderr().text());
      assertEquals("hello\nhello\n", client.stdout().text());
      assertEquals("", client.stderr().text());
    }
  }

  private static void assertStreams(String target) throws IOException {
    byte[] bytes = new byte[STREAM_BYTES];
    new Random(4).nextBytes(bytes);
    try (TestProcess client = TestProcess.client("send", "--raw", target).start()) {
      try (OutputStream in = client.stdin()) {
        in.write(bytes);
      }
      assertEquals(0, client.awaitExit(), () -> target + ": " + client.stderr().text());
      assertArrayEquals(bytes, client.stdout().bytes());
    }
  }

  private static void assertBringsBack(Path directory, String target, int size, String... options)
      throws IOException {
    byte[] bytes = new byte[size];
    new Random(8).nextBytes(bytes);
    Path file = Files.write(directory.resolve("file"), bytes);
    List<String> line = new ArrayList<>(List.of("file", target, file.toString()));
    line.addAll(List.of(options));
    try (TestProcess client = TestProcess.client(line.toArray(String[]::new)).start()) {
      assertEquals(
          0,
          client.awaitExit(),
          () -> target + ": " + client.stderr().text() + client.stdout().text());
      assertEquals("", client.stderr().text());
    }
  }

  private static void assertProbes(String protocol, int port) {
    String conf =
        """
        {"metrics": {"interval": "50ms"},
         "probes": [{"name": "p", "target": "%s://127.0.0.1:%d", "interval": "20ms"}]}
        """
            .formatted(protocol, port);
    try (TestProcess probe =
        TestProcess.client("probe", "--print-metrics", "-conf", conf).start()) {
      probe.awaitStdout("\"received_messages\":[1-9]");
      probe.signal("TERM");
      assertEquals(0, probe.awaitExit());
    }
  }

  /** Over UDP some probes may be lost: xinetd loses datagrams that arrive while it answers. */
  private static void assertMeasures(String target) {
    try (TestProcess client =
        TestProcess.client(
                "load", "--rate", "100", "-c", "200", "--size", "40-1400", "--json", "-", target)
            .start()) {
      assertEquals(0, client.awaitExit(), () -> target + ": " + client.stderr().text());
      JsonObject result = new JsonObject(client.stdout().text());
      assertEquals(200, result.getLong("sent"));
      assertEquals(200, result.getLong("received") + result.getLong("lost"));
      assertTrue(result.getLong("received") >= (target.startsWith("udp") ? 100 : 200));
      assertEquals(0, result.getLong("corrupted"));
    }
  }

  private static String service(String type, String protocol, String wait, int port) {
    return """
    service echo
    {
      type = INTERNAL UNLISTED
      id = echo-%s
      socket_type = %s
      protocol = %s
      wait = %s
      port = %d
      bind = 127.0.0.1
      user = %s
      cps = 10000 1
      disable = no
    }
    """
        .formatted(protocol, type, protocol, wait, port, System.getProperty("user.name"));
  }

  private static void awaitTcp(TestProcess server, int port) {
    await()
        .atMost(PATIENCE)
        .failFast("the server ended", () -> !server.isAlive())
        .ignoreExceptions()
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              }
            });
  }

  private static void awaitUdp(TestProcess server, int port) {
    await()
        .atMost(PATIENCE)
        .failFast("the server ended", () -> !server.isAlive())
        .ignoreExceptions()
        .until(
            () -> {
              try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                socket.setSoTimeout(200);
                socket.send(new DatagramPacket(new byte[] {1}, 1));
                socket.receive(new DatagramPacket(new byte[10], 10));
                return true;
              }
            });
  }
}

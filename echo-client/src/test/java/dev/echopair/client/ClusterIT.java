package dev.echopair.client;

import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.testing.ReservedPorts;
import dev.echopair.shared.testing.TestHosts;
import dev.echopair.shared.testing.TestHosts.Host;
import dev.echopair.shared.testing.TestProcess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three processes on one clustered bus, each in a separate network namespace where that is allowed.
 * The totals of the running processes match the sent bytes exactly, also when a process dies and a
 * new one starts.
 */
@Timeout(180)
class ClusterIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int DATAGRAM_BYTES = 11;

  private final TestHosts network = TestHosts.make(3);
  private final String cluster = "it-" + UUID.randomUUID();

  /** First port of the cluster's range: a member takes the first free one of ten ports. */
  private final int clusterPort = ReservedPorts.range(10);

  @Test
  void totalsAreExactAcrossADeathAndAReturn() throws IOException {
    List<Host> hosts = network.all();
    try (TestProcess survivor = server(hosts.get(0));
        TestProcess victim = server(hosts.get(1));
        TestProcess viewer = viewer(hosts.get(2));
        TotalsPoller atServer = new TotalsPoller(management(survivor));
        TotalsPoller atClient = new TotalsPoller(management(viewer))) {
      String lost = joinedName(survivor, victim);
      joinedName(viewer, victim);
      joinedName(viewer, survivor);

      exchange(survivor, 40, 100_000);
      exchange(victim, 60, 200_000);
      awaitTotals(100, 300_000, atServer, atClient);

      // The reports contain all traffic of the victim: its death must not lose a count.
      victim.signal("KILL");
      survivor.awaitStdout("node " + lost + " is gone");
      viewer.awaitStdout("node " + lost + " is gone");
      await().atMost(PATIENCE).until(() -> atServer.stateOf(lost).equals("gone"));
      awaitTotals(100, 300_000, atServer, atClient);

      try (TestProcess returned = server(hosts.get(1))) {
        joinedName(survivor, returned);
        joinedName(viewer, returned);
        exchange(returned, 7, 1_234);
        exchange(survivor, 3, 766);
        awaitTotals(110, 302_000, atServer, atClient);
        assertEquals("gone", atServer.stateOf(lost));

        returned.signal("TERM");
        assertEquals(0, returned.awaitExit());
      }
      awaitTotals(110, 302_000, atServer, atClient);
      atServer.assertNeverRanBackwards();
      atClient.assertNeverRanBackwards();
    }
  }

  @AfterEach
  void takeNetworkAway() {
    network.close();
  }

  private TestProcess server(Host host) {
    String address = host.address();
    return inCluster(
        host,
        TestProcess.server("-instances", "1", "-cluster")
            .env("ECHO_TCP_HOST", address)
            .env("ECHO_TCP_PORT", "0")
            .env("ECHO_UDP_HOST", address)
            .env("ECHO_UDP_PORT", "0"));
  }

  /** A client that sends nothing during the test and only shows the totals. */
  private TestProcess viewer(Host host) {
    return inCluster(
        host,
        TestProcess.client(
            "probe",
            "--probes",
            "[{\"name\":\"idle\",\"target\":\"udp://127.0.0.1:9\",\"interval\":\"1h\"}]",
            "-cluster"));
  }

  private TestProcess inCluster(Host host, TestProcess.Command command) {
    if (network.areApart()) {
      String members = network.all().stream().map(Host::address).collect(joining(","));
      command.env("ECHO_CLUSTER_MEMBERS", members);
    }
    return host.run(command)
        .env("ECHO_MANAGEMENT_HOST", host.address())
        .env("ECHO_MANAGEMENT_PORT", "0")
        .env("ECHO_METRICS_INTERVAL", "500ms")
        .env("ECHO_CLUSTER_NAME", cluster)
        .env("ECHO_CLUSTER_HOST", host.address())
        .env("ECHO_CLUSTER_PORT", Integer.toString(clusterPort))
        .start();
  }

  private static String management(TestProcess process) {
    return process.awaitStdout("management on (http://[^\\s;]+)").group(1);
  }

  /** Waits until a node logs that another joined; returns the name, which has the process id. */
  private static String joinedName(TestProcess viewer, TestProcess joined) {
    return viewer.awaitStdout("node (\\S+-" + joined.pid() + "-[0-9a-f]+) joined").group(1);
  }

  private static void awaitTotals(int datagrams, int bytes, TotalsPoller... views) {
    for (TotalsPoller view : views) {
      await().atMost(PATIENCE).untilAsserted(() -> assertTotals(view, datagrams, bytes));
    }
  }

  private static void assertTotals(TotalsPoller view, int datagrams, int bytes) {
    assertEquals(datagrams, view.counter("udp", "received_messages"));
    assertEquals(datagrams, view.counter("udp", "sent_messages"));
    assertEquals((long) datagrams * DATAGRAM_BYTES, view.counter("udp", "received_bytes"));
    assertEquals(bytes, view.counter("tcp", "received_bytes"));
    assertEquals(bytes, view.counter("tcp", "sent_bytes"));
  }

  /** Sends datagrams, one by one, and a stream of bytes to a server, and checks the echoes. */
  private static void exchange(TestProcess server, int datagrams, int bytes) throws IOException {
    echoDatagrams(listening(server, "udp"), datagrams);
    echoBytes(listening(server, "tcp"), bytes);
  }

  private static InetSocketAddress listening(TestProcess server, String protocol) {
    Matcher told = server.awaitStdout("listening on " + protocol + "://([0-9.]+):(\\d+)");
    return new InetSocketAddress(told.group(1), Integer.parseInt(told.group(2)));
  }

  private static void echoDatagrams(InetSocketAddress server, int count) throws IOException {
    byte[] payload = "hello, echo".getBytes(StandardCharsets.US_ASCII);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      for (int i = 0; i < count; i++) {
        socket.send(new DatagramPacket(payload, payload.length));
        DatagramPacket reply = new DatagramPacket(new byte[64], 64);
        socket.receive(reply);
        assertArrayEquals(payload, Arrays.copyOf(reply.getData(), reply.getLength()));
      }
    }
  }

  private static void echoBytes(InetSocketAddress server, int count) throws IOException {
    byte[] chunk = new byte[1_000];
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      for (int left = count; left > 0; left -= chunk.length) {
        int length = Math.min(left, chunk.length);
        socket.getOutputStream().write(chunk, 0, length);
        assertEquals(length, socket.getInputStream().readNBytes(length).length);
      }
      socket.shutdownOutput();
      assertTrue(socket.getInputStream().read() < 0, "more came back than was sent");
    }
  }
}

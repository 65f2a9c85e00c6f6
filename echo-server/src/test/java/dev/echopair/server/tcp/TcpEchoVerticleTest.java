package dev.echopair.server.tcp;

import static dev.echopair.server.testing.Engines.engine;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.echopair.server.testing.BytePattern;
import dev.echopair.server.testing.LocalAddresses;
import dev.echopair.server.testing.RunningServer;
import dev.echopair.server.testing.TcpPeer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TcpEchoVerticleTest {

  private static final String TRANSPORTS = "dev.echopair.shared.testing.Transports#available";
  private static final String ENGINES = "dev.echopair.server.testing.Engines#tcp";

  @ParameterizedTest
  @MethodSource(ENGINES)
  void returnsBytesInOrder(String transport, String engine) throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, engine(engine));
        TcpPeer peer = TcpPeer.connect(server.tcpPort())) {
      int position = 0;
      for (int size : new int[] {1, 2, 1459, 1460, 1461, 65_536, 3, 200_000}) {
        byte[] sent = BytePattern.bytes(position, size);
        peer.send(sent);
        assertArrayEquals(sent, peer.read(size));
        position += size;
      }
    }
  }

  /** The net-socket engine is not tested: Vert.x may close before the echo is sent. */
  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void returnsTheBytesAheadOfFinThenCloses(String transport) throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, engine("direct"));
        TcpPeer peer = TcpPeer.connect(server.tcpPort())) {
      byte[] sent = "no newline at the end".getBytes(StandardCharsets.UTF_8);
      peer.send(sent);
      peer.sendEnd();

      assertArrayEquals(sent, peer.readToEnd());
      server.awaitGauge("tcp", "connections_open", 0);
      assertEquals(0, server.dropped("tcp"));
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void closesWhenFinComesWithoutData(String transport, String engine) throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, engine(engine));
        TcpPeer peer = TcpPeer.connect(server.tcpPort())) {
      peer.sendEnd();

      peer.expectClosed();
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void countsWhatWasSent(String transport, String engine) throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, engine(engine))) {
      try (TcpPeer peer = TcpPeer.connect(server.tcpPort())) {
        for (int i = 0; i < 5; i++) {
          peer.exchange("ten bytes.");
        }
        server.awaitGauge("tcp", "connections_open", 1);
        peer.sendEnd();
        peer.expectClosed();
      }
      server.awaitGauge("tcp", "connections_open", 0);
      RunningServer.result(server.undeploy());

      server.awaitCounter("tcp", "received_bytes", 50);
      server.awaitCounter("tcp", "sent_bytes", 50);
      server.awaitCounter("tcp", "received_messages", 5);
      server.awaitCounter("tcp", "sent_messages", 5);
      server.awaitCounter("tcp", "connections", 1);
      assertEquals(0, server.dropped("tcp"));
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void servesIpv6(String transport, String engine) throws IOException {
    assumeTrue(LocalAddresses.has("::1"), "this machine has no ::1");
    try (RunningServer server = RunningServer.tcp(transport, engine(engine).put("host", "::1"));
        TcpPeer peer = TcpPeer.connect("::1", server.tcpPort())) {
      peer.exchange("over IPv6");

      assertEquals("tcp://[::1]:" + server.tcpPort(), server.listening("tcp").getString("address"));
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void servesBothFamiliesOnTheIpv6Wildcard(String transport, String engine) throws IOException {
    assumeTrue(LocalAddresses.has("::1"), "this machine has no ::1");
    try (RunningServer server = RunningServer.tcp(transport, engine(engine).put("host", "::"));
        TcpPeer six = TcpPeer.connect("::1", server.tcpPort());
        TcpPeer four = TcpPeer.connect("127.0.0.1", server.tcpPort())) {
      six.exchange("over IPv6");
      four.exchange("over IPv4");
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void instancesShareOneFreePortAndItsConnections(String transport, String engine)
      throws IOException {
    try (RunningServer server =
        RunningServer.tcp(transport, engine(engine).put("port", 0).put("instances", 4))) {
      assertEquals(4, server.listening("tcp").getInteger("instances"));
      List<TcpPeer> peers = connect(server, 8);
      try {
        for (TcpPeer peer : peers) {
          peer.exchange("shared");
        }
        server.awaitCounter("tcp", "connections", 8);

        for (JsonObject report : server.reports("tcp", 4)) {
          assertTrue(report.getJsonObject("counters").getLong("connections") > 0, report::encode);
        }
      } finally {
        peers.forEach(TcpPeer::close);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void aThousandConnectionsAtOnceEachGetTheirOwnBytes(String transport, String engine)
      throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, engine(engine))) {
      List<TcpPeer> peers = connect(server, 1000);
      try {
        for (int i = 0; i < peers.size(); i++) {
          peers.get(i).send(("I am connection " + i).getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < peers.size(); i++) {
          byte[] expected = ("I am connection " + i).getBytes(StandardCharsets.UTF_8);
          assertArrayEquals(expected, peers.get(i).read(expected.length));
        }
        server.awaitGauge("tcp", "connections_open", 1000);
      } finally {
        peers.forEach(TcpPeer::close);
      }
    }
  }

  private static List<TcpPeer> connect(RunningServer server, int count) throws IOException {
    List<TcpPeer> peers = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        peers.add(TcpPeer.connect(server.tcpPort()));
      }
    } catch (IOException e) {
      peers.forEach(TcpPeer::close);
      throw e;
    }
    return peers;
  }
}

package dev.echopair.server.udp;

import static dev.echopair.server.testing.Engines.engine;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.echopair.server.testing.BytePattern;
import dev.echopair.server.testing.LocalAddresses;
import dev.echopair.server.testing.RunningServer;
import dev.echopair.server.testing.UdpPeer;
import dev.echopair.shared.testing.Transports;
import java.io.IOException;
import java.net.DatagramPacket;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UdpEchoVerticleTest {

  private static final String ENGINES = "dev.echopair.server.testing.Engines#udp";
  private static final String TRANSPORTS = "dev.echopair.shared.testing.Transports#available";

  private static final int BURST = 2000;

  @ParameterizedTest
  @MethodSource(ENGINES)
  void returnsDatagramsOfEverySizeUnchanged(String transport, String engine) throws IOException {
    try (RunningServer server = RunningServer.udp(transport, engine(engine));
        UdpPeer peer = UdpPeer.of(server.udpPort())) {
      for (int size : new int[] {1, 1472, 9000, 65_507}) {
        peer.exchange(BytePattern.bytes(size, size));
      }

      server.awaitCounter("udp", "received_messages", 4);
      server.awaitCounter("udp", "sent_messages", 4);
      server.awaitCounter("udp", "received_bytes", 1 + 1472 + 9000 + 65_507);
      server.awaitCounter("udp", "sent_bytes", 1 + 1472 + 9000 + 65_507);
      assertEquals(0, server.dropped("udp"));
    }
  }

  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void returnsAnEmptyDatagram(String transport) throws IOException {
    try (RunningServer server = RunningServer.udp(transport, engine("batched"));
        UdpPeer peer = UdpPeer.of(server.udpPort())) {
      peer.exchange(new byte[0]);
      peer.exchange(new byte[0]);
      peer.exchange(new byte[] {1});

      server.awaitCounter("udp", "received_messages", 3);
      server.awaitCounter("udp", "sent_messages", 3);
      server.awaitCounter("udp", "sent_bytes", 1);
      assertEquals(0, server.dropped("udp"));
    }
  }

  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void theDatagramSocketCountsAnEmptyDatagramThatItCannotReturn(String transport)
      throws IOException {
    try (RunningServer server = RunningServer.udp(transport, engine("datagram-socket"));
        UdpPeer peer = UdpPeer.of(server.udpPort())) {
      peer.send(new byte[0]);
      peer.exchange(new byte[] {1});

      server.awaitCounter("udp", "dropped.send_failed", 1);
      server.awaitCounter("udp", "received_messages", 2);
      server.awaitCounter("udp", "sent_messages", 1);
    }
  }

  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void returnsTheEmptyDatagramsOfManyPeersAmongOthers(String transport) throws IOException {
    try (RunningServer server = RunningServer.udp(transport, engine("batched"));
        UdpPeer one = UdpPeer.of(server.udpPort());
        UdpPeer other = UdpPeer.of(server.udpPort())) {
      for (int i = 0; i < 50; i++) {
        one.send(new byte[0]);
        other.send(new byte[] {(byte) i});
      }

      for (int i = 0; i < 50; i++) {
        assertEquals(0, one.receive().getLength());
        assertEquals(1, other.receive().getLength());
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void answersFromTheAddressThatWasSentTo(String transport, String engine) throws IOException {
    try (RunningServer server =
            RunningServer.udp(transport, engine(engine).put("host", "0.0.0.0"));
        UdpPeer peer = UdpPeer.of("127.0.0.1", server.udpPort())) {
      peer.exchange("hello".getBytes(UTF_8));
      peer.exchange("again".getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void answersBothFamiliesFromTheAddressThatWasSentTo(String transport, String engine)
      throws IOException {
    assumeTrue(LocalAddresses.has("::1"), "this machine has no ::1");
    try (RunningServer server = RunningServer.udp(transport, engine(engine).put("host", "::"));
        UdpPeer six = UdpPeer.of("::1", server.udpPort());
        UdpPeer four = UdpPeer.of("127.0.0.1", server.udpPort())) {
      six.exchange("over IPv6".getBytes(UTF_8));
      four.exchange("over IPv4".getBytes(UTF_8));
      six.exchange("and once more".getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void servesIpv6(String transport, String engine) throws IOException {
    assumeTrue(LocalAddresses.has("::1"), "this machine has no ::1");
    try (RunningServer server = RunningServer.udp(transport, engine(engine).put("host", "::1"));
        UdpPeer peer = UdpPeer.of("::1", server.udpPort())) {
      peer.exchange(BytePattern.bytes(0, 9000));
    }
  }

  @ParameterizedTest
  @MethodSource("learnsAddresses")
  void answersFromAnAddressThatNoInterfaceLists(String transport) throws IOException {
    assumeTrue(LocalAddresses.has("127.0.0.2"), "127.0.0.2 is not local here");
    try (RunningServer server =
            RunningServer.udp(transport, engine("batched").put("host", "0.0.0.0"));
        UdpPeer peer = UdpPeer.of("127.0.0.2", server.udpPort())) {
      for (int i = 0; i < 20; i++) {
        peer.exchange(("datagram " + i).getBytes(UTF_8));
      }
      peer.exchange(new byte[0]);
    }
  }

  /** The transports on which the engine learns the destination address of a datagram. */
  static Stream<String> learnsAddresses() {
    return Transports.available().filter("epoll"::equals);
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void dropsAndCountsADatagramThatIsTooLargeAndNeverCutsOne(String transport, String engine)
      throws IOException {
    try (RunningServer server =
            RunningServer.udp(transport, engine(engine).put("maxDatagramSize", 1000));
        UdpPeer peer = UdpPeer.of(server.udpPort())) {
      peer.send(BytePattern.bytes(0, 1001));
      peer.send(BytePattern.bytes(0, 65_507));
      // The next answer belongs to the next datagram of an allowed size.
      peer.exchange(BytePattern.bytes(7, 1000));

      server.awaitCounter("udp", "dropped.datagram_too_large", 2);
      server.awaitCounter("udp", "received_messages", 3);
      server.awaitCounter("udp", "received_bytes", 1001 + 65_507 + 1000);
      server.awaitCounter("udp", "sent_messages", 1);
      assertEquals(2, server.dropped("udp"));
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void doesNotAnswerAnotherEchoOfItsOwnPort(String transport, String engine) throws IOException {
    assumeTrue(LocalAddresses.has("127.0.0.2"), "127.0.0.2 is not local here");
    try (RunningServer server = RunningServer.udp(transport, engine(engine))) {
      int port = server.udpPort();
      try (UdpPeer echo = UdpPeer.boundTo("127.0.0.2", port, port);
          UdpPeer peer = UdpPeer.of(port)) {
        echo.send("answer me and I answer you".getBytes(UTF_8));
        server.awaitCounter("udp", "dropped.echo_loop", 1);
        peer.exchange("served".getBytes(UTF_8));

        server.awaitCounter("udp", "received_messages", 2);
        server.awaitCounter("udp", "sent_messages", 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void returnsOrAccountsForEveryDatagramOfABurst(String transport, String engine)
      throws IOException {
    try (RunningServer server = RunningServer.udp(transport, engine(engine).put("instances", 1));
        UdpPeer peer = UdpPeer.of(server.udpPort())) {
      int burst = burstWithinTheQueue(engine, peer);
      for (int i = 0; i < burst; i++) {
        peer.send(("datagram " + i).getBytes(UTF_8));
      }

      server.awaitCounter("udp", "received_messages", burst);
      server.await(
          "answers", () -> server.counter("udp", "sent_messages") + server.dropped("udp") == burst);
      Set<String> answers = new HashSet<>();
      for (long i = server.counter("udp", "sent_messages"); i > 0; i--) {
        answers.add(text(peer.receive()));
      }
      assertEquals(
          server.counter("udp", "sent_messages"), answers.size(), "each answer arrives once");
      assertTrue(answers.size() > burst / 2, () -> "only " + answers.size() + " answers");
    }
  }

  private static int burstWithinTheQueue(String engine, UdpPeer peer) throws IOException {
    int granted = peer.queueLength();
    // The other engine has the default queue of the system: net.core.rmem_default.
    return Math.min(BURST, engine.equals("batched") ? granted : Math.min(granted, 200));
  }

  private static String text(DatagramPacket packet) {
    return new String(Arrays.copyOf(packet.getData(), packet.getLength()), UTF_8);
  }
}

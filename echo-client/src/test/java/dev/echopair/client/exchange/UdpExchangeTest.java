package dev.echopair.client.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.testing.TestLoop;
import dev.echopair.client.testing.UdpScript;
import dev.echopair.shared.net.DatagramPort;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.testing.ReservedPorts;
import dev.echopair.shared.testing.SilentPort;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UdpExchangeTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Buffer ONE = Buffer.buffer("one");
  private static final Buffer TWO = Buffer.buffer("two");

  static List<String> transports() {
    return TestLoop.transports();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void returnsDatagramsOfEverySize(String transport) throws IOException {
    try (UdpScript echo = new UdpScript(DatagramSocket::send);
        TestLoop loop = new TestLoop(transport)) {
      Exchange exchange = open(loop, echo.port(), Narrator.SILENT);
      for (int size : new int[] {0, 1, 2048, 2049, 9000, DatagramPort.MAX_PAYLOAD}) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) size);
        Buffer message = Buffer.buffer(bytes);

        assertEquals(message, loop.run(() -> exchange.send(message, LONG)).data(), () -> "" + size);
      }
      loop.run(exchange::close);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void saysThatNothingListensWhenIcmpComesBack(String transport) {
    try (SilentPort nobody = SilentPort.bind();
        TestLoop loop = new TestLoop(transport)) {
      int port = nobody.number();
      List<String> steps = Collections.synchronizedList(new ArrayList<>());
      Exchange exchange = open(loop, port, (call, what) -> steps.add(call + " " + what));
      ExchangeFailure failure =
          loop.failureOf(ExchangeFailure.class, () -> exchange.send(ONE, LONG));

      assertEquals(
          target(port)
              + ": ICMP port unreachable came back: the host is there, but nothing listens on the"
              + " port",
          failure.getMessage());
      assertTrue(
          steps.stream().anyMatch(s -> s.startsWith("recvfrom ECONNREFUSED: an ICMP")),
          () -> String.join("\n", steps));
    }
  }

  @Test
  void timesOutWhenNothingComes() throws IOException {
    try (UdpScript silent = new UdpScript((socket, datagram) -> {});
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, silent.port(), Narrator.SILENT);
      ExchangeFailure failure =
          loop.failureOf(ExchangeFailure.class, () -> exchange.send(ONE, SHORT));

      assertEquals("no reply from " + target(silent.port()) + " within 50ms", failure.getMessage());
    }
  }

  @Test
  void returnsOtherBytesForTheCallerToJudge() throws IOException {
    try (UdpScript wrong =
            new UdpScript((socket, datagram) -> socket.send(answer(datagram, "other")));
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, wrong.port(), Narrator.SILENT);

      assertEquals("other", loop.run(() -> exchange.send(ONE, LONG)).data().toString());
    }
  }

  @Test
  void ignoresASecondReplyToAnEarlierMessage() throws IOException {
    try (UdpScript twice =
            new UdpScript(
                (socket, datagram) -> {
                  if (text(datagram).equals("two")) {
                    socket.send(answer(datagram, "one"));
                  }
                  socket.send(datagram);
                });
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, twice.port(), Narrator.SILENT);

      assertEquals(ONE, loop.run(() -> exchange.send(ONE, LONG)).data());
      assertEquals(TWO, loop.run(() -> exchange.send(TWO, LONG)).data());
    }
  }

  @Test
  void ignoresALateReplyToAnEarlierMessage() throws IOException {
    try (UdpScript late =
            new UdpScript(
                (socket, datagram) -> {
                  if (text(datagram).equals("two")) {
                    socket.send(answer(datagram, "one"));
                    socket.send(datagram);
                  }
                });
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, late.port(), Narrator.SILENT);
      loop.failureOf(ExchangeFailure.class, () -> exchange.send(ONE, SHORT));

      assertEquals(TWO, loop.run(() -> exchange.send(TWO, LONG)).data());
    }
  }

  @Test
  void sendsFromTheAddressAndPortAskedFor() throws IOException {
    List<SocketAddress> peers = Collections.synchronizedList(new ArrayList<>());
    InetSocketAddress local =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), ReservedPorts.next());
    try (UdpScript echo =
            new UdpScript(
                (socket, datagram) -> {
                  peers.add(datagram.getSocketAddress());
                  socket.send(datagram);
                });
        TestLoop loop = new TestLoop()) {
      ExchangeOptions options =
          new ExchangeOptions(local, LONG, TlsTrust.PLATFORM, Narrator.SILENT);
      Exchange exchange =
          loop.run(() -> Exchanges.open(loop.vertx(), target(echo.port()), options));
      loop.run(() -> exchange.send(ONE, LONG));

      assertEquals(List.<SocketAddress>of(local), peers);
    }
  }

  @Test
  void narratesThatThereIsNoConnection() throws IOException {
    List<String> calls = Collections.synchronizedList(new ArrayList<>());
    try (UdpScript echo = new UdpScript(DatagramSocket::send);
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, echo.port(), (call, what) -> calls.add(call));
      loop.run(() -> exchange.send(ONE, LONG));
      loop.run(exchange::close);
    }

    assertEquals(
        List.of("resolve", "socket", "bind", "connect", "sendto", "recvfrom", "close"), calls);
  }

  private static DatagramPacket answer(DatagramPacket to, String text) {
    return UdpScript.answer(to, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(DatagramPacket datagram) {
    return new String(datagram.getData(), 0, datagram.getLength(), StandardCharsets.UTF_8);
  }

  private static Exchange open(TestLoop loop, int port, Narrator narrator) {
    return loop.run(
        () ->
            Exchanges.open(
                loop.vertx(),
                target(port),
                new ExchangeOptions(null, LONG, TlsTrust.PLATFORM, narrator)));
  }

  private static Endpoint target(int port) {
    return new Endpoint(Endpoint.Scheme.UDP, "127.0.0.1", port);
  }
}

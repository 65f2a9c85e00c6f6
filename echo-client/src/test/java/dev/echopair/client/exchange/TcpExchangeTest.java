package dev.echopair.client.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.testing.TcpScript;
import dev.echopair.client.testing.TestLoop;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.TargetAddresses;
import dev.echopair.shared.testing.SilentPort;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TcpExchangeTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Buffer HELLO = Buffer.buffer("hello");

  static List<String> transports() {
    return TestLoop.transports();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void returnsWhatAnEchoReturns(String transport) throws IOException {
    try (TcpScript echo = new TcpScript(TcpExchangeTest::echo);
        TestLoop loop = new TestLoop(transport)) {
      Exchange exchange = open(loop, echo.port(), Narrator.SILENT);
      Buffer large = Buffer.buffer(new byte[1 << 20]);

      Reply reply = loop.run(() -> exchange.send(HELLO, LONG));
      assertEquals(HELLO, reply.data());
      assertTrue(reply.roundTripNanos() > 0);
      assertEquals(large, loop.run(() -> exchange.send(large, LONG)).data());
      assertEquals(Buffer.buffer(), loop.run(() -> exchange.send(Buffer.buffer(), LONG)).data());
      loop.run(exchange::close);
    }
  }

  @Test
  void returnsOtherBytesForTheCallerToJudge() throws IOException {
    try (TcpScript peer = new TcpScript(c -> answer(c, "HELLO"));
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, peer.port(), Narrator.SILENT);

      assertEquals("HELLO", loop.run(() -> exchange.send(HELLO, LONG)).data().toString());
    }
  }

  @Test
  void namesTheTargetAndWhatCameWhenThePeerClosesEarly() throws IOException {
    try (TcpScript peer = new TcpScript(c -> answer(c, "hel"));
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, peer.port(), Narrator.SILENT);
      ExchangeFailure failure =
          loop.failureOf(ExchangeFailure.class, () -> exchange.send(HELLO, LONG));

      assertEquals(
          target(peer.port()) + ": closed the connection after 3 of 5 bytes", failure.getMessage());
    }
  }

  @Test
  void saysSoWhenThePeerClosesWithoutAReply() throws IOException {
    try (TcpScript peer = new TcpScript(c -> answer(c, ""));
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, peer.port(), Narrator.SILENT);
      ExchangeFailure failure =
          loop.failureOf(ExchangeFailure.class, () -> exchange.send(HELLO, LONG));

      assertEquals(
          target(peer.port()) + ": closed the connection without a reply", failure.getMessage());
    }
  }

  @Test
  void saysSoWhenThePeerResetsTheConnection() throws IOException {
    try (TcpScript peer =
            new TcpScript(
                c -> {
                  c.getInputStream().readNBytes(5);
                  c.setSoLinger(true, 0);
                });
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, peer.port(), Narrator.SILENT);
      ExchangeFailure failure =
          loop.failureOf(ExchangeFailure.class, () -> exchange.send(HELLO, LONG));

      assertEquals(
          target(peer.port()) + ": connection reset by the peer without a reply",
          failure.getMessage());
    }
  }

  @Test
  void failsAtOnceToSendOnAConnectionThatThePeerHasClosed() throws IOException {
    try (TcpScript peer =
            new TcpScript(c -> c.getOutputStream().write(c.getInputStream().readNBytes(5)));
        TestLoop loop = new TestLoop()) {
      CountDownLatch finished = new CountDownLatch(1);
      Exchange exchange =
          open(
              loop,
              peer.port(),
              (call, what) -> {
                if (what.contains("FIN received")) {
                  finished.countDown();
                }
              });
      loop.run(() -> exchange.send(HELLO, LONG));
      TestLoop.await(finished);
      ExchangeFailure failure =
          loop.failureOf(ExchangeFailure.class, () -> exchange.send(HELLO, Duration.ofDays(1)));

      assertEquals(
          target(peer.port()) + ": closed the connection before this message was sent",
          failure.getMessage());
    }
  }

  @Test
  void timesOutWhenNothingComes() throws IOException {
    try (TcpScript peer = new TcpScript(TcpScript::drain);
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, peer.port(), Narrator.SILENT);
      ExchangeFailure failure =
          loop.failureOf(ExchangeFailure.class, () -> exchange.send(HELLO, SHORT));

      assertEquals("no reply from " + target(peer.port()) + " within 50ms", failure.getMessage());
    }
  }

  @Test
  void tellsHowMuchCameBeforeTheTimeout() throws IOException {
    try (TcpScript peer =
            new TcpScript(
                c -> {
                  c.getOutputStream().write("he".getBytes(StandardCharsets.UTF_8));
                  TcpScript.drain(c);
                });
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, peer.port(), Narrator.SILENT);
      ExchangeFailure failure =
          loop.failureOf(ExchangeFailure.class, () -> exchange.send(HELLO, Duration.ofMillis(500)));

      assertEquals(
          "no reply from " + target(peer.port()) + " within 500ms, only 2 of 5 bytes",
          failure.getMessage());
    }
  }

  @Test
  void failsToCloseWhenTheAnswerCameTwice() throws IOException {
    try (TcpScript peer =
            new TcpScript(
                c -> {
                  byte[] message = c.getInputStream().readNBytes(5);
                  c.getOutputStream().write(message);
                  // Sends the second answer after the client's FIN: the client has read the first
                  // one.
                  TcpScript.drain(c);
                  c.getOutputStream().write(message);
                });
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, peer.port(), Narrator.SILENT);
      loop.run(() -> exchange.send(HELLO, LONG));
      ExchangeFailure failure = loop.failureOf(ExchangeFailure.class, exchange::close);

      assertEquals(
          target(peer.port()) + ": 5 more bytes came back than were sent", failure.getMessage());
    }
  }

  @Test
  void closesWithoutFailureWhenAMissingAnswerArrivesLate() throws IOException {
    try (TcpScript peer =
            new TcpScript(
                c -> {
                  byte[] message = c.getInputStream().readAllBytes();
                  c.getOutputStream().write(message);
                });
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, peer.port(), Narrator.SILENT);
      loop.failureOf(ExchangeFailure.class, () -> exchange.send(HELLO, SHORT));

      loop.run(exchange::close);
    }
  }

  @Test
  void saysThatNothingListens() throws IOException {
    try (SilentPort nobody = SilentPort.bind();
        TestLoop loop = new TestLoop()) {
      int port = nobody.number();
      ExchangeFailure failure =
          loop.failureOf(
              ExchangeFailure.class,
              () -> Exchanges.open(loop.vertx(), target(port), options(Narrator.SILENT)));

      assertEquals(
          "cannot connect to %s: connection refused: the host is there, but nothing listens on the port"
              .formatted(target(port)),
          failure.getMessage());
    }
  }

  @Test
  void saysThatAHostDoesNotResolve() {
    try (TestLoop loop = new TestLoop()) {
      Endpoint target = Endpoint.parse("tcp://no-such-host.invalid:7");
      ExchangeFailure failure =
          loop.failureOf(
              ExchangeFailure.class,
              () -> Exchanges.open(loop.vertx(), target, options(Narrator.SILENT)));

      assertEquals(
          "cannot resolve no-such-host.invalid for tcp://no-such-host.invalid:7:"
              + " the host does not resolve",
          failure.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void triesTheSecondAddressOfAName(String transport) throws IOException {
    try (TcpScript echo = new TcpScript(TcpExchangeTest::echo);
        TestLoop loop = new TestLoop(transport)) {
      Exchange exchange =
          loop.run(
              () ->
                  Exchanges.open(
                      loop.vertx(),
                      new Endpoint(Endpoint.Scheme.TCP, "two.example", echo.port()),
                      optionsWith("127.0.0.4", "127.0.0.1")));

      assertEquals(HELLO, loop.run(() -> exchange.send(HELLO, LONG)).data());
    }
  }

  @Test
  void namesEachAddressWhenNoneOfThemAnswers() {
    try (SilentPort nobody = SilentPort.bind();
        TestLoop loop = new TestLoop()) {
      int port = nobody.number();
      Endpoint target = new Endpoint(Endpoint.Scheme.TCP, "two.example", port);
      ExchangeFailure failure =
          loop.failureOf(
              ExchangeFailure.class,
              () -> Exchanges.open(loop.vertx(), target, optionsWith("127.0.0.4", "127.0.0.1")));

      assertEquals(
          "cannot connect to %s: 127.0.0.4, 127.0.0.1: connection refused: the host is there, but"
                  .formatted(target)
              + " nothing listens on the port",
          failure.getMessage());
    }
  }

  @Test
  void sendsFromTheAddressAskedFor() throws IOException {
    List<InetAddress> peers = Collections.synchronizedList(new ArrayList<>());
    try (TcpScript echo =
            new TcpScript(
                c -> {
                  peers.add(c.getInetAddress());
                  echo(c);
                });
        TestLoop loop = new TestLoop()) {
      InetAddress local = InetAddress.getByName("127.0.0.9");
      ExchangeOptions options =
          new ExchangeOptions(
              new InetSocketAddress(local, 0), LONG, TlsTrust.PLATFORM, Narrator.SILENT);
      Exchange exchange =
          loop.run(() -> Exchanges.open(loop.vertx(), target(echo.port()), options));
      loop.run(() -> exchange.send(HELLO, LONG));

      assertEquals(List.of(local), peers);
    }
  }

  @Test
  void narratesTheCallsOfAConnectionInTheirOrder() throws IOException {
    List<String> calls = Collections.synchronizedList(new ArrayList<>());
    try (TcpScript echo = new TcpScript(TcpExchangeTest::echo);
        TestLoop loop = new TestLoop()) {
      Exchange exchange = open(loop, echo.port(), (call, what) -> calls.add(call));
      loop.run(() -> exchange.send(HELLO, LONG));
      loop.run(exchange::close);
    }

    assertEquals(
        List.of(
            "resolve",
            "socket",
            "bind",
            "connect",
            "connect",
            "send",
            "recv",
            "shutdown",
            "recv",
            "close"),
        calls);
  }

  private static void echo(Socket connection) throws IOException {
    connection.getInputStream().transferTo(connection.getOutputStream());
  }

  /** Answers a message of five bytes. */
  private static void answer(Socket connection, String reply) throws IOException {
    connection.getInputStream().readNBytes(5);
    connection.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
  }

  private static Exchange open(TestLoop loop, int port, Narrator narrator) {
    return loop.run(() -> Exchanges.open(loop.vertx(), target(port), options(narrator)));
  }

  private static Endpoint target(int port) {
    return new Endpoint(Endpoint.Scheme.TCP, "127.0.0.1", port);
  }

  private static ExchangeOptions options(Narrator narrator) {
    return new ExchangeOptions(null, LONG, TlsTrust.PLATFORM, narrator);
  }

  private static ExchangeOptions optionsWith(String... addresses) {
    TargetAddresses table =
        new TargetAddresses(
            host -> {
              InetAddress[] all = new InetAddress[addresses.length];
              for (int i = 0; i < all.length; i++) {
                all[i] = InetAddress.getByName(addresses[i]);
              }
              return all;
            });
    return new ExchangeOptions(null, LONG, TlsTrust.PLATFORM, Narrator.SILENT, table);
  }
}

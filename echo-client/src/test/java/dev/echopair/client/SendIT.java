package dev.echopair.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.testing.TcpScript;
import dev.echopair.client.testing.UdpScript;
import dev.echopair.shared.testing.ReservedPorts;
import dev.echopair.shared.testing.SilentPort;
import dev.echopair.shared.testing.TestProcess;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code send} of the fat jar, as a user does. */
class SendIT {

  private static final int MIB = 1 << 20;
  private static final int MAX_DATAGRAM = 65_507;

  private static TcpScript tcp;
  private static UdpScript udp;

  /** The result of a run of the client. */
  private record Outcome(int exitCode, Buffer stdout, String stderr) {

    String text() {
      return stdout.toString();
    }
  }

  @BeforeAll
  static void serve() throws IOException {
    tcp = new TcpScript(c -> c.getInputStream().transferTo(c.getOutputStream()));
    udp = new UdpScript(DatagramSocket::send);
  }

  @AfterAll
  static void stop() throws IOException {
    tcp.close();
    udp.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void sendsItsWordsJoinedAndPrintsTheReplyAlone(String protocol) throws IOException {
    assertSuccess("hello big  world\n", send("", target(protocol), "hello", "big ", "world"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void sendsStdinLineByLine(String protocol) throws IOException {
    assertSuccess("one\n\ntwo\n", send("one\n\ntwo", target(protocol)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void sendsAnEmptyMessage(String protocol) throws IOException {
    assertSuccess("\n", send("", target(protocol), ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void sendsNothingWhenStdinIsEmpty(String protocol) throws IOException {
    assertSuccess("", send("", target(protocol)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void repeatsEachMessage(String protocol) throws IOException {
    assertSuccess("a\na\na\nb\nb\nb\n", send("a\nb\n", "--count", "3", target(protocol)));
  }

  @Test
  void streamsBytesInLittleMemory() throws IOException {
    byte[] bytes = new byte[64 * MIB];
    new Random(2).nextBytes(bytes);
    Outcome outcome =
        outcome(TestProcess.client("send", "--raw", target("tcp")).jvm("-Xmx48m"), bytes);

    assertEquals("", outcome.stderr());
    assertEquals(0, outcome.exitCode());
    assertArrayEquals(bytes, outcome.stdout().getBytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, MAX_DATAGRAM})
  void sendsBytesAsOneDatagram(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(3).nextBytes(bytes);
    Outcome outcome = outcome(TestProcess.client("send", "--raw", target("udp")), bytes);

    assertEquals("", outcome.stderr());
    assertEquals(0, outcome.exitCode());
    assertArrayEquals(bytes, outcome.stdout().getBytes());
  }

  @Test
  void refusesADatagramThatIsTooLongBeforeSendingIt() throws IOException {
    byte[] bytes = new byte[MAX_DATAGRAM + 1];
    Arrays.fill(bytes, (byte) 'x');

    assertUsageError(
        "65507 is the limit", outcome(TestProcess.client("send", "--raw", target("udp")), bytes));
    assertUsageError(
        "it has 65508 bytes, and 65507 is the limit",
        outcome(TestProcess.client("send", target("udp")), bytes));
  }

  @Test
  void encodesInTheCharacterSetAskedFor() throws IOException {
    byte[] latin = "Gr\u00fc\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1);
    Outcome outcome =
        outcome(TestProcess.client("send", "--charset", "ISO-8859-1", target("udp")), latin);

    assertEquals("", outcome.stderr());
    assertArrayEquals(latin, outcome.stdout().getBytes());
  }

  /** A shell makes the bytes: in this locale the JVM of a test cannot pass them as an argument. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void sendsWhatWasTypedWhereTheLocaleIsAsciiOnly() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Outcome outcome =
        outcome(
            TestProcess.program(
                    "sh",
                    "-c",
                    "exec \"$0\" -jar \"$1\" send \"$2\" \"$(printf 'gr\\303\\274n')\"",
                    java,
                    System.getProperty("pair.client.jar"),
                    target("udp"))
                .env("LC_ALL", "C"),
            new byte[0]);

    assertEquals("", outcome.stderr());
    assertArrayEquals("gr\u00fcn\n".getBytes(StandardCharsets.UTF_8), outcome.stdout().getBytes());
  }

  @Test
  void refusesACharacterThatTheCharacterSetLacks() throws IOException {
    Outcome outcome =
        outcome(
            TestProcess.client("send", "--charset", "US-ASCII", target("udp"), "\u00e9")
                .jvm("-Dsun.jnu.encoding=UTF-8")
                .env("LC_ALL", "C.UTF-8"),
            new byte[0]);

    assertUsageError("the message cannot be written in US-ASCII", outcome);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void saysThatALocalAddressIsNotOfThisMachine(String protocol) throws IOException {
    Outcome outcome = send("", "--local", "192.0.2.1", target(protocol), "hi");

    assertEquals(1, outcome.exitCode());
    assertTrue(
        outcome.stderr().contains("no interface of this machine has the local address"),
        outcome.stderr());
  }

  @Test
  void sendsFromAnAddress() throws IOException {
    assertSuccess("hi\n", send("", "--local", "127.0.0.7", target("tcp"), "hi"));
    assertSuccess(
        "hi\n", send("", "--local", "127.0.0.7:" + ReservedPorts.next(), target("udp"), "hi"));
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, 'cannot connect to tcp://127.0.0.1:%d: connection refused: the host is there, but nothing"
        + " listens on the port'",
    "udp, 'udp://127.0.0.1:%d: ICMP port unreachable came back: the host is there, but nothing"
        + " listens on the port'"
  })
  void saysThatNothingListens(String protocol, String message) throws IOException {
    try (SilentPort nobody = SilentPort.bind()) {
      int port = nobody.number();

      assertFailure(message.formatted(port), "", send("", protocol + "://127.0.0.1:" + port, "hi"));
    }
  }

  @Test
  void saysThatNoReplyCame() throws IOException {
    try (TcpScript silent = new TcpScript(TcpScript::drain);
        UdpScript lost = new UdpScript((socket, datagram) -> {})) {
      String tcpTarget = "tcp://127.0.0.1:" + silent.port();
      String udpTarget = "udp://127.0.0.1:" + lost.port();

      assertFailure(
          "no reply from " + tcpTarget + " within 200ms",
          "",
          send("", "--timeout", "200ms", tcpTarget, "hi"));
      assertFailure(
          "no reply from " + udpTarget + " within 200ms",
          "",
          send("", "-W", "200ms", udpTarget, "hi"));
    }
  }

  @Test
  void printsAWrongReplyAndSaysWhereItDiffers() throws IOException {
    byte[] wrong = "hexlo".getBytes(StandardCharsets.UTF_8);
    try (TcpScript tcpPeer =
            new TcpScript(
                c -> {
                  c.getInputStream().readNBytes(5);
                  c.getOutputStream().write(wrong);
                });
        UdpScript udpPeer = new UdpScript((s, d) -> s.send(UdpScript.answer(d, wrong)))) {
      for (String target :
          List.of("tcp://127.0.0.1:" + tcpPeer.port(), "udp://127.0.0.1:" + udpPeer.port())) {
        assertFailure(
            target + ": the reply differs from what was sent at byte 2: 5 bytes sent, 5 came back",
            "hexlo\n",
            send("", target, "hello"));
      }
    }
  }

  @Test
  void saysThatAStreamCameBackChanged() throws IOException {
    try (TcpScript peer =
        new TcpScript(
            c -> {
              byte[] bytes = c.getInputStream().readNBytes(1000);
              bytes[777]++;
              c.getOutputStream().write(bytes);
              TcpScript.drain(c);
            })) {
      String target = "tcp://127.0.0.1:" + peer.port();
      Outcome outcome = outcome(TestProcess.client("send", "--raw", target), new byte[1000]);

      assertEquals(1, outcome.exitCode());
      assertEquals(
          "echo-client: " + target + ": the reply differs from what was sent at byte 777\n",
          outcome.stderr());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:7, 'the protocol is missing; write it like tcp://127.0.0.1:7'",
    "http://h:7, 'none of tcp, udp, tls'",
    "tcp://127.0.0.1, 'the port is missing'",
    "tcp://127.0.0.1:99999, 'port 99999 is not from 1 to 65535'",
    "tcp://::1:7, 'an IPv6 address needs brackets'"
  })
  void refusesAMalformedTarget(String target, String message) throws IOException {
    assertUsageError(message, send("", target, "hi"));
  }

  @Test
  void refusesWrongUsageInOneLineThatNamesIt() throws IOException {
    assertUsageError("Unknown option: '--nope'", send("", "--nope", target("tcp"), "hi"));
    assertUsageError("'TARGET'", send(""));
    assertUsageError("'3x' is not a duration", send("", "-W", "3x", target("tcp"), "hi"));
    assertUsageError(
        "'FOO' is no known character set", send("", "--charset", "FOO", target("tcp"), "hi"));
    assertUsageError(
        "--ca: no readable file /no/such", send("", "--ca", "/no/such", "tls://127.0.0.1:1", "hi"));
    assertUsageError("no command given", outcome(TestProcess.client(), new byte[0]));
    assertUsageError("unknown command 'sned'", outcome(TestProcess.client("sned"), new byte[0]));
  }

  @Test
  void explainsAConnectionOnStderrOnly() throws IOException {
    Outcome outcome = send("", "--explain", target("tcp"), "hello");

    assertEquals("hello\n", outcome.text());
    assertEquals(0, outcome.exitCode());
    assertInOrder(
        outcome.stderr(),
        "resolve",
        "socket",
        "bind",
        "connect",
        "send ",
        "recv ",
        "FIN sent",
        "FIN received",
        "close");
  }

  @Test
  void explainsDatagramsOnStderrOnly() throws IOException {
    Outcome outcome = send("", "--explain", target("udp"), "hello");

    assertEquals("hello\n", outcome.text());
    assertEquals(0, outcome.exitCode());
    assertInOrder(
        outcome.stderr(),
        "resolve",
        "socket",
        "no connection",
        "bind",
        "connect",
        "no handshake",
        "sendto",
        "recvfrom",
        "UDP has no FIN");
  }

  @Test
  void explainsWhatIcmpSays() throws IOException {
    try (SilentPort nobody = SilentPort.bind()) {
      String target = "udp://127.0.0.1:" + nobody.number();
      Outcome outcome = send("", "--explain", target, "hello");

      assertEquals("", outcome.text());
      assertEquals(1, outcome.exitCode());
      assertInOrder(outcome.stderr(), "sendto", "ECONNREFUSED", "ICMP port-unreachable");
    }
  }

  private static void assertSuccess(String stdout, Outcome outcome) {
    assertEquals("", outcome.stderr());
    assertEquals(stdout, outcome.text());
    assertEquals(0, outcome.exitCode());
  }

  private static void assertFailure(String message, String stdout, Outcome outcome) {
    assertEquals("echo-client: " + message, outcome.stderr().strip());
    assertEquals(stdout, outcome.text());
    assertEquals(1, outcome.exitCode());
  }

  private static void assertUsageError(String part, Outcome outcome) {
    List<String> lines = outcome.stderr().lines().toList();
    assertEquals(2, lines.size(), outcome.stderr());
    assertTrue(lines.get(0).startsWith("echo-client: "), outcome.stderr());
    assertTrue(lines.get(0).contains(part), outcome.stderr());
    assertTrue(lines.get(1).startsWith("Try '"), outcome.stderr());
    assertEquals("", outcome.text());
    assertEquals(2, outcome.exitCode());
  }

  private static void assertInOrder(String text, String... parts) {
    int at = 0;
    for (String part : parts) {
      int found = text.indexOf(part, at);
      assertTrue(found >= 0, () -> "no '" + part + "' in its place in\n" + text);
      at = found;
    }
  }

  private static Outcome send(String stdin, String... args) throws IOException {
    String[] line = new String[args.length + 1];
    line[0] = "send";
    System.arraycopy(args, 0, line, 1, args.length);
    return outcome(TestProcess.client(line), stdin.getBytes(StandardCharsets.UTF_8));
  }

  private static Outcome outcome(TestProcess.Command command, byte[] stdin) throws IOException {
    try (TestProcess client = command.start()) {
      try (OutputStream in = client.stdin()) {
        in.write(stdin);
      } catch (IOException e) {
        // The client ended before it read all of its input.
        if (!String.valueOf(e.getMessage()).contains("Broken pipe")) {
          throw e;
        }
      }
      int exitCode = client.awaitExit();
      return new Outcome(exitCode, Buffer.buffer(client.stdout().bytes()), client.stderr().text());
    }
  }

  private static String target(String protocol) {
    return protocol + "://127.0.0.1:" + (protocol.equals("tcp") ? tcp.port() : udp.port());
  }
}

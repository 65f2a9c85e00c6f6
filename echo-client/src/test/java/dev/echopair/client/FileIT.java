package dev.echopair.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.testing.TcpScript;
import dev.echopair.client.testing.TestLoop;
import dev.echopair.client.testing.UdpScript;
import dev.echopair.shared.probe.ChunkPacket;
import dev.echopair.shared.testing.SilentPort;
import dev.echopair.shared.testing.TestProcess;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code file} of the fat jar, as a user does. */
class FileIT {

  private static final long GIB = 1L << 30;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static TcpScript tcp;
  private static UdpScript udp;

  @TempDir private static Path directory;

  private static byte[] bytes;
  private static Path file;

  /** The result of a run of the client. */
  private record Outcome(int exitCode, String stdout, String stderr) {}

  @BeforeAll
  static void serve() throws IOException {
    tcp = new TcpScript(c -> c.getInputStream().transferTo(c.getOutputStream()));
    udp = new UdpScript(DatagramSocket::send);
    bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    file = Files.write(directory.resolve("some.bin"), bytes);
  }

  @AfterAll
  static void stop() throws IOException {
    tcp.close();
    udp.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void saysThatAFileCameBackUnchanged(String protocol) throws IOException {
    Outcome outcome = send(target(protocol), file.toString());

    assertEquals("", outcome.stderr());
    assertEquals(0, outcome.exitCode());
    assertStartsWith(target(protocol) + ": " + file + " came back unchanged\n", outcome.stdout());
    assertContains("300,000 bytes (293 KiB) out and the same back in ", outcome.stdout());
    assertContains("/s in each direction, both at once", outcome.stdout());
    assertContains(sha256(bytes) + ", out and back", outcome.stdout());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void sendsAnEmptyFile(String protocol) throws IOException {
    Path empty = Files.createTempFile(directory, "empty", "");
    Outcome outcome = send(target(protocol), empty.toString());

    assertEquals("", outcome.stderr());
    assertEquals(0, outcome.exitCode());
  }

  @Test
  void sendsStdin() throws IOException {
    Outcome outcome = outcome(TestProcess.client("file", "--json", "-", target("tcp"), "-"), bytes);

    assertEquals(0, outcome.exitCode(), outcome.stderr());
    JsonObject result = new JsonObject(outcome.stdout());
    assertEquals(sha256(bytes), result.getString("sha256_received"));
    assertStartsWith(target("tcp") + ": stdin came back unchanged\n", outcome.stderr());
  }

  @Test
  void sendsAGibibyteInLittleMemory() throws IOException {
    Path sparse = directory.resolve("sparse");
    try (RandomAccessFile big = new RandomAccessFile(sparse.toFile(), "rw")) {
      big.setLength(GIB);
      big.write(bytes);
    }
    Path json = directory.resolve("gib.json");
    try (TestProcess server =
            TestProcess.server("--tcp.port", "0", "--udp.enabled", "false").start();
        TestProcess client =
            TestProcess.client(
                    "file",
                    "--json",
                    json.toString(),
                    server.awaitStdout("(tcp://127.0.0.1:\\d+)").group(1),
                    sparse.toString())
                .jvm("-Xmx32m", "-XX:MaxDirectMemorySize=32m")
                .start()) {
      assertEquals(0, client.awaitExit(PATIENCE), () -> client.stderr().text());
      JsonObject result = new JsonObject(Files.readString(json));
      assertEquals(GIB, result.getLong("received_bytes"));
      assertTrue(result.getBoolean("identical"));
      assertEquals(result.getString("sha256_sent"), result.getString("sha256_received"));
    }
  }

  @Test
  void tellsWhereAStreamDiffers() throws IOException {
    Path json = directory.resolve("differs.json");
    try (TcpScript peer =
        new TcpScript(
            c -> {
              byte[] all = c.getInputStream().readAllBytes();
              all[123_456]++;
              c.getOutputStream().write(all);
            })) {
      String target = "tcp://127.0.0.1:" + peer.port();
      Outcome outcome = send("--json", json.toString(), target, file.toString());

      assertEquals(1, outcome.exitCode());
      assertEquals(
          "echo-client: " + target + ": the reply differs from what was sent at byte 123456\n",
          outcome.stderr());
      assertContains("did NOT come back as it was sent\n", outcome.stdout());
      assertContains("first at byte 123,456; from byte 123,448:\n", outcome.stdout());
      assertContains("1 byte in 1 range\n              byte 123,456\n", outcome.stdout());
    }
    JsonObject result = new JsonObject(Files.readString(json));
    assertEquals(
        List.of(
            "target",
            "path",
            "identical",
            "interrupted",
            "failure",
            "bytes",
            "received_bytes",
            "seconds",
            "mib_per_s",
            "sha256_sent",
            "sha256_received",
            "first_difference",
            "missing",
            "corrupted",
            "chunks"),
        List.copyOf(result.fieldNames()));
    assertFalse(result.getBoolean("identical"));
    assertEquals(123_456, result.getJsonObject("first_difference").getLong("offset"));
    assertEquals(
        new JsonObject("{\"bytes\":1,\"count\":1,\"ranges\":[{\"offset\":123456,\"length\":1}]}"),
        result.getJsonObject("corrupted"));
    assertNull(result.getValue("chunks"));
    assertEquals(sha256(bytes), result.getString("sha256_sent"));
  }

  @Test
  void tellsWhatIsMissingOfManyParts() throws IOException {
    Path json = directory.resolve("missing.json");
    try (UdpScript lossy =
        new UdpScript(
            (socket, d) -> {
              int chunk = (int) ChunkPacket.chunk(Unpooled.wrappedBuffer(d.getData()));
              if (chunk % 4 != 1) {
                socket.send(d);
              }
            })) {
      String target = "udp://127.0.0.1:" + lossy.port();
      Outcome outcome =
          send(
              "--retries",
              "0",
              "--timeout",
              "500ms",
              "--size",
              "1040",
              "--json",
              json.toString(),
              target,
              file.toString());

      assertEquals(1, outcome.exitCode());
      assertEquals(
          "echo-client: "
              + target
              + ": 75000 bytes did not come back and 0 came back wrong, of 300000\n",
          outcome.stderr());
      assertContains("75,000 bytes in 75 ranges\n", outcome.stdout());
      assertContains("bytes 1,000 to 1,999 (1,000)\n", outcome.stdout());
      assertContains("and 55 more (--json has them)\n", outcome.stdout());
    }
    JsonObject result = new JsonObject(Files.readString(json));
    List<Object> expected = new ArrayList<>();
    for (int chunk = 1; chunk < 300; chunk += 4) {
      expected.add(new JsonObject().put("offset", chunk * 1000).put("length", 1000));
    }
    assertEquals(new JsonArray(expected), result.getJsonObject("missing").getJsonArray("ranges"));
    assertEquals(75, result.getJsonObject("chunks").getLong("lost"));
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
      Outcome outcome = send(protocol + "://127.0.0.1:" + nobody.number(), file.toString());

      assertEquals("echo-client: " + message.formatted(nobody.number()) + "\n", outcome.stderr());
      assertEquals(1, outcome.exitCode());
    }
  }

  @Test
  void saysHowFarItCameWhenItIsInterrupted() throws IOException {
    CountDownLatch received = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (TcpScript peer =
            new TcpScript(
                c -> {
                  c.getOutputStream().write(c.getInputStream().readNBytes(1000));
                  received.countDown();
                  TestLoop.await(over);
                });
        TestProcess client =
            TestProcess.client(
                    "file", "--timeout", "1h", "tcp://127.0.0.1:" + peer.port(), file.toString())
                .start()) {
      TestLoop.await(received);
      client.signal("INT");

      assertEquals(130, client.awaitExit());
      assertTrue(
          client
              .stderr()
              .text()
              .matches(
                  "echo-client: \\S+: interrupted when (0|1000) of 300000 bytes had come back\n"),
          client.stderr().text());
      assertContains("was interrupted on its way\n", client.stdout().text());
    } finally {
      over.countDown();
    }
  }

  @Test
  void refusesWrongUsageBeforeAnythingIsSent() throws IOException {
    String tcpTarget = target("tcp");
    String udpTarget = target("udp");
    String path = file.toString();
    assertUsageError("cannot read /no/such: no such file or directory", tcpTarget, "/no/such");
    assertUsageError(directory + " is a directory", tcpTarget, directory.toString());
    assertUsageError("udp:// needs a file", udpTarget, "-");
    assertUsageError("/dev/null is no regular file", udpTarget, "/dev/null");
    assertUsageError("'PATH'", tcpTarget);
    assertUsageError("such as 10MB/s", "--rate", "10", udpTarget, path);
    assertUsageError("--rate is for udp:// only", "--rate", "10MB/s", tcpTarget, path);
    assertUsageError("--size is for udp:// only", "--size", "1400", tcpTarget, path);
    assertUsageError("--size 40 is not from 41 to 65507", "--size", "40", udpTarget, path);
    assertUsageError("--size 65508 is not from", "--size", "65508", udpTarget, path);
    assertUsageError("'x' is not a size", "--window", "x", udpTarget, path);
    assertUsageError("--window 0 is not from", "--window", "0", udpTarget, path);
    assertUsageError("--retries -1 is less than 0", "--retries=-1", udpTarget, path);
    assertUsageError(
        "--json: cannot write '/no/such/x': there is no such directory",
        "--json",
        "/no/such/x",
        tcpTarget,
        path);
    assertUsageError("--json would overwrite", "--json", path, tcpTarget, path);
    assertEquals(bytes.length, Files.size(file));
  }

  private static void assertUsageError(String part, String... args) throws IOException {
    Outcome outcome = send(args);
    List<String> lines = outcome.stderr().lines().toList();

    assertEquals(2, lines.size(), outcome.stderr());
    assertStartsWith("echo-client: ", lines.get(0));
    assertContains(part, lines.get(0));
    assertStartsWith("Try 'echo-client file", lines.get(1));
    assertEquals("", outcome.stdout());
    assertEquals(2, outcome.exitCode());
  }

  private static void assertStartsWith(String start, String text) {
    assertTrue(text.startsWith(start), () -> "'" + start + "' does not begin\n" + text);
  }

  private static void assertContains(String part, String text) {
    assertTrue(text.contains(part), () -> "no '" + part + "' in\n" + text);
  }

  private static Outcome send(String... args) throws IOException {
    String[] line = new String[args.length + 1];
    line[0] = "file";
    System.arraycopy(args, 0, line, 1, args.length);
    return outcome(TestProcess.client(line), new byte[0]);
  }

  private static Outcome outcome(TestProcess.Command command, byte[] stdin) throws IOException {
    try (TestProcess client = command.start()) {
      try (OutputStream in = client.stdin()) {
        in.write(stdin);
      }
      int exitCode = client.awaitExit();
      return new Outcome(
          exitCode,
          new String(client.stdout().bytes(), StandardCharsets.UTF_8),
          client.stderr().text());
    }
  }

  private static String target(String protocol) {
    return protocol + "://127.0.0.1:" + (protocol.equals("tcp") ? tcp.port() : udp.port());
  }

  private static String sha256(byte[] of) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(of));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

package dev.echopair.client.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.exchange.ExchangeOptions;
import dev.echopair.client.exchange.Narrator;
import dev.echopair.client.testing.TcpScript;
import dev.echopair.client.testing.TestLoop;
import dev.echopair.client.transfer.ByteRanges.Range;
import dev.echopair.shared.net.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Transfers a stream whose echo is compared to the end, also after differences. */
class StreamVerificationTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final int WINDOW_BYTES = 256 * 1024;

  private static TestLoop loop;

  @BeforeAll
  static void start() {
    loop = new TestLoop();
  }

  @AfterAll
  static void stop() {
    loop.close();
  }

  @Test
  void digestsWhatWasSentAndWhatCameBack() throws IOException {
    byte[] bytes = random(5 * WINDOW_BYTES + 3);
    TransferResult result = verify(bytes, c -> c.getInputStream().transferTo(c.getOutputStream()));

    assertTrue(result.identical());
    assertEquals(Optional.of(sha256(bytes)), result.sha256Sent());
    assertEquals(Optional.of(sha256(bytes)), result.sha256Received());
    assertTrue(result.missing().isEmpty());
    assertTrue(result.corrupted().isEmpty());
    assertEquals(Optional.empty(), result.firstDifference());
  }

  @Test
  void continuesAfterADifferentByteAndNamesEachWrongPart() throws IOException {
    byte[] bytes = random(5 * WINDOW_BYTES);
    byte[] wrong = bytes.clone();
    wrong[100_000] ^= 1;
    wrong[700_000] ^= 1;
    wrong[700_001] ^= 1;
    TransferResult result =
        verify(
            bytes,
            c -> {
              InputStream in = c.getInputStream();
              int at = 0;
              for (byte[] part = in.readNBytes(50_000); part.length > 0; ) {
                c.getOutputStream().write(wrong, at, part.length);
                at += part.length;
                part = in.readNBytes(50_000);
              }
            });

    assertEquals(
        Optional.of("the reply differs from what was sent at byte 100000"), result.failure());
    Difference first = result.firstDifference().orElseThrow();
    assertEquals(100_000, first.offset());
    assertEquals(hex(bytes, first.shownFrom(), first.expected()), first.expected());
    assertEquals(hex(wrong, first.shownFrom(), first.actual()), first.actual());
    assertEquals(List.of(new Range(100_000, 1), new Range(700_000, 2)), result.corrupted().kept());
    assertTrue(result.missing().isEmpty());
    assertEquals(bytes.length, result.received());
    assertEquals(Optional.of(sha256(bytes)), result.sha256Sent());
    assertEquals(Optional.of(sha256(wrong)), result.sha256Received());
  }

  @Test
  void namesWhatIsMissingWhenThePeerClosesEarly() throws IOException {
    byte[] bytes = random(5 * WINDOW_BYTES);
    TransferResult result =
        verify(
            bytes,
            c -> {
              c.getOutputStream().write(c.getInputStream().readNBytes(99_999));
              c.shutdownOutput();
              TcpScript.drain(c);
            });

    assertFalse(result.identical());
    assertEquals(
        Optional.of("the connection was closed after 99999 bytes came back"), result.failure());
    assertEquals(99_999, result.received());
    assertEquals(List.of(new Range(99_999, bytes.length - 99_999)), result.missing().kept());
    assertEquals(Optional.of(sha256(Arrays.copyOf(bytes, 99_999))), result.sha256Received());
    assertEquals(
        Optional.of(sha256(Arrays.copyOf(bytes, (int) result.sent()))), result.sha256Sent());
  }

  @Test
  void saysThatNothingComesBackAnyMore() throws IOException {
    byte[] bytes = random(1000);
    CountDownLatch over = new CountDownLatch(1);
    TransferResult result =
        verify(
            bytes,
            SHORT,
            c -> {
              c.getOutputStream().write(c.getInputStream().readNBytes(10));
              TestLoop.await(over);
            });
    over.countDown();

    assertEquals(
        Optional.of("nothing came back within 100ms after the first 10 bytes"), result.failure());
    assertEquals(List.of(new Range(10, 990)), result.missing().kept());
  }

  @Test
  void saysThatMoreCameBackThanWasSent() throws IOException {
    byte[] bytes = random(1000);
    TransferResult result =
        verify(
            bytes,
            c -> {
              c.getOutputStream().write(c.getInputStream().readAllBytes());
              c.getOutputStream().write(1);
            });

    assertEquals(
        Optional.of("more came back than the 1000 bytes that were sent"), result.failure());
    assertFalse(result.identical());
    assertTrue(result.missing().isEmpty());
    assertTrue(result.corrupted().isEmpty());
  }

  @Test
  void findsAByteThatWasPutIn() throws IOException {
    byte[] bytes = random(1000);
    TransferResult result =
        verify(
            bytes,
            c -> {
              byte[] all = c.getInputStream().readAllBytes();
              OutputStream out = c.getOutputStream();
              out.write(all, 0, 500);
              out.write(all[500] + 1);
              out.write(all, 500, 500);
            });

    assertEquals(
        Optional.of(
            "the reply differs from what was sent at byte 500,"
                + " and more came back than the 1000 bytes that were sent"),
        result.failure());
    assertEquals(500, result.firstDifference().orElseThrow().offset());
    assertEquals(new Range(500, 1).offset(), result.corrupted().kept().get(0).offset());
  }

  @Test
  void findsAByteThatWasLeftOut() throws IOException {
    byte[] bytes = random(1000);
    bytes[501] = (byte) ~bytes[500];
    TransferResult result =
        verify(
            bytes,
            c -> {
              byte[] all = c.getInputStream().readAllBytes();
              c.getOutputStream().write(all, 0, 500);
              c.getOutputStream().write(all, 501, 499);
            });

    assertEquals(
        Optional.of(
            "the reply differs from what was sent at byte 500,"
                + " and the connection was closed after 999 bytes came back"),
        result.failure());
    assertEquals(List.of(new Range(999, 1)), result.missing().kept());
    assertNotEquals(result.sha256Sent(), result.sha256Received());
  }

  @Test
  void tellsHowFarItCameWhenItIsInterrupted() throws IOException {
    byte[] bytes = random(1000);
    PipedInputStream input = new PipedInputStream(2000);
    try (PipedOutputStream more = new PipedOutputStream(input);
        TcpScript echo = new TcpScript(c -> c.getInputStream().transferTo(c.getOutputStream()))) {
      more.write(bytes);
      more.flush();
      StreamTransfer transfer = open(echo, input, 5000, LONG);
      var done = transfer.start();
      while (transfer.progress().settled() < bytes.length) {
        Thread.onSpinWait();
      }
      transfer.interrupt();
      TransferResult result = TestLoop.await(done);

      assertTrue(result.interrupted());
      assertFalse(result.identical());
      assertEquals(Optional.empty(), result.failure());
      assertEquals(bytes.length, result.received());
      assertEquals(List.of(new Range(1000, 4000)), result.missing().kept());
      assertEquals(Optional.of(sha256(bytes)), result.sha256Received());
    }
  }

  private static TransferResult verify(byte[] bytes, TcpScript.Act act) throws IOException {
    return verify(bytes, LONG, act);
  }

  private static TransferResult verify(byte[] bytes, Duration timeout, TcpScript.Act act)
      throws IOException {
    try (TcpScript peer = new TcpScript(act)) {
      return loop.run(open(peer, new ByteArrayInputStream(bytes), bytes.length, timeout)::start);
    }
  }

  private static StreamTransfer open(
      TcpScript peer, InputStream input, long size, Duration timeout) {
    ExchangeOptions exchange = new ExchangeOptions(null, LONG, TlsTrust.PLATFORM, Narrator.SILENT);
    StreamTransfer.Options options =
        new StreamTransfer.Options(WINDOW_BYTES, timeout, size, null, false);
    Endpoint target = new Endpoint(Endpoint.Scheme.TCP, "127.0.0.1", peer.port());
    return loop.run(
        () ->
            StreamTransfer.open(
                loop.vertx(), target, exchange, Channels.newChannel(input), options));
  }

  private static String hex(byte[] bytes, long from, String like) {
    int length = (like.length() + 1) / 3;
    return HexFormat.ofDelimiter(" ")
        .formatHex(Arrays.copyOfRange(bytes, (int) from, (int) from + length));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(5).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

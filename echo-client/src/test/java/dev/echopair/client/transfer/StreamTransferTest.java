package dev.echopair.client.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.exchange.ExchangeOptions;
import dev.echopair.client.exchange.Narrator;
import dev.echopair.client.testing.TcpScript;
import dev.echopair.client.testing.TestLoop;
import dev.echopair.shared.net.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.Socket;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Transfers a stream whose echo is passed on; the transfer ends at the first difference. */
class StreamTransferTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final int WINDOW_BYTES = 4 * 1024 * 1024;
  private static final int CHUNK_BYTES = 64 * 1024;

  static List<String> transports() {
    return TestLoop.transports();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void bringsEveryByteBack(String transport) throws IOException {
    byte[] bytes = new byte[3 * WINDOW_BYTES + 17];
    new Random(1).nextBytes(bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TcpScript echo = new TcpScript(c -> c.getInputStream().transferTo(c.getOutputStream()));
        TestLoop loop = new TestLoop(transport)) {
      TransferResult result = transfer(loop, echo, new ByteArrayInputStream(bytes), out, LONG);

      assertTrue(result.identical());
      assertEquals(bytes.length, result.sent());
      assertEquals(bytes.length, result.received());
    }

    assertArrayEquals(bytes, out.toByteArray());
  }

  @Test
  void transfersAnEmptyInput() throws IOException {
    try (TcpScript echo = new TcpScript(c -> c.getInputStream().transferTo(c.getOutputStream()));
        TestLoop loop = new TestLoop()) {
      TransferResult result = transfer(loop, echo, InputStream.nullInputStream());

      assertTrue(result.identical());
      assertEquals(0, result.received());
    }
  }

  @Test
  void readsNoMoreThanItsWindowAheadOfThePeer() throws IOException {
    AtomicLong read = new AtomicLong();
    try (TcpScript stalled = new TcpScript(TcpScript::drain);
        TestLoop loop = new TestLoop()) {
      TransferResult result =
          transfer(loop, stalled, endless(read), OutputStream.nullOutputStream(), SHORT);

      assertEquals(
          Optional.of("nothing came back within 100ms after the first 0 bytes"), result.failure());
    }
    assertTrue(read.get() >= CHUNK_BYTES, () -> "read " + read);
    assertTrue(read.get() <= WINDOW_BYTES + 2 * CHUNK_BYTES, () -> "read " + read);
  }

  @Test
  void namesTheFirstByteThatDiffers() throws IOException {
    int differing = 100_000;
    try (TcpScript wrong =
            new TcpScript(
                c -> {
                  InputStream in = c.getInputStream();
                  OutputStream out = c.getOutputStream();
                  out.write(in.readNBytes(differing));
                  out.write(in.read() + 1);
                  in.transferTo(out);
                });
        TestLoop loop = new TestLoop()) {
      assertFails(
          loop, wrong, new byte[200_000], "the reply differs from what was sent at byte 100000");
    }
  }

  @Test
  void saysHowMuchCameBeforeThePeerClosed() throws IOException {
    try (TcpScript early =
            new TcpScript(
                c -> {
                  byte[] all = c.getInputStream().readAllBytes();
                  c.getOutputStream().write(all, 0, 1000);
                });
        TestLoop loop = new TestLoop()) {
      assertFails(
          loop, early, new byte[200_000], "the connection was closed after 1000 bytes came back");
    }
  }

  @Test
  void doesNotWaitForItsInputOnceThePeerHasClosed() throws IOException {
    try (TcpScript early = new TcpScript(Socket::getInputStream);
        TestLoop loop = new TestLoop();
        PipedOutputStream never = new PipedOutputStream();
        InputStream silent = new PipedInputStream(never)) {
      TransferResult result = transfer(loop, early, silent);

      assertEquals(
          Optional.of("the connection was closed after 0 bytes came back"), result.failure());
    }
  }

  @Test
  void refusesMoreThanWasSent() throws IOException {
    try (TcpScript generous =
            new TcpScript(
                c -> {
                  byte[] all = c.getInputStream().readAllBytes();
                  c.getOutputStream().write(all);
                  c.getOutputStream().write(1);
                });
        TestLoop loop = new TestLoop()) {
      assertFails(
          loop, generous, new byte[1000], "more came back than the 1000 bytes that were sent");
    }
  }

  @Test
  void isContentWithAPeerThatDoesNotCloseItsSide() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    try (TcpScript open =
            new TcpScript(
                c -> {
                  c.getInputStream().transferTo(c.getOutputStream());
                  TestLoop.await(over);
                });
        TestLoop loop = new TestLoop()) {
      assertTrue(transfer(loop, open, new ByteArrayInputStream(new byte[5])).identical());
    } finally {
      over.countDown();
    }
  }

  @Test
  void saysThatTheReplyCannotBeWritten() throws IOException {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    try (TcpScript echo = new TcpScript(c -> c.getInputStream().transferTo(c.getOutputStream()));
        TestLoop loop = new TestLoop()) {
      TransferResult result =
          transfer(loop, echo, new ByteArrayInputStream(new byte[5]), broken, LONG);

      assertEquals(Optional.of("cannot write the reply: Broken pipe"), result.failure());
    }
  }

  private static void assertFails(TestLoop loop, TcpScript peer, byte[] input, String message) {
    TransferResult result = transfer(loop, peer, new ByteArrayInputStream(input));

    assertFalse(result.identical());
    assertEquals(Optional.of(message), result.failure());
  }

  private static InputStream endless(AtomicLong read) {
    return new InputStream() {
      @Override
      public int read() {
        read.incrementAndGet();
        return 0;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        read.addAndGet(length);
        return length;
      }
    };
  }

  private static TransferResult transfer(TestLoop loop, TcpScript peer, InputStream input) {
    return transfer(loop, peer, input, OutputStream.nullOutputStream(), LONG);
  }

  private static TransferResult transfer(
      TestLoop loop, TcpScript peer, InputStream input, OutputStream out, Duration timeout) {
    StreamTransfer.Options options =
        new StreamTransfer.Options(WINDOW_BYTES, timeout, -1, out, true);
    StreamTransfer transfer =
        loop.run(
            () ->
                StreamTransfer.open(
                    loop.vertx(), target(peer), exchange(), Channels.newChannel(input), options));
    return loop.run(transfer::start);
  }

  private static ExchangeOptions exchange() {
    return new ExchangeOptions(null, LONG, TlsTrust.PLATFORM, Narrator.SILENT);
  }

  private static Endpoint target(TcpScript peer) {
    return new Endpoint(Endpoint.Scheme.TCP, "127.0.0.1", peer.port());
  }
}

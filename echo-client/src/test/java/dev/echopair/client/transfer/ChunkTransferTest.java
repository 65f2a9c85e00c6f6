package dev.echopair.client.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.exchange.ExchangeOptions;
import dev.echopair.client.exchange.Narrator;
import dev.echopair.client.testing.TestLoop;
import dev.echopair.client.testing.UdpScript;
import dev.echopair.client.transfer.ByteRanges.Range;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.probe.ChunkPacket;
import dev.echopair.shared.testing.SilentPort;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Transfers a file in datagrams through echoes that impair chosen chunks. */
class ChunkTransferTest {

  private static final int PAYLOAD = 1000;
  private static final int DATAGRAM = PAYLOAD + ChunkPacket.HEADER_BYTES;
  private static final int CHUNKS = 200;
  private static final int FILE_BYTES = CHUNKS * PAYLOAD - 1;
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  @TempDir private Path directory;

  /** Plays the echo's part for one chunk. */
  private interface Act {
    void on(DatagramSocket socket, DatagramPacket datagram, int chunk) throws IOException;
  }

  static List<String> transports() {
    return TestLoop.transports();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void bringsEveryByteBack(String transport) throws IOException {
    byte[] bytes = random(FILE_BYTES);
    try (TestLoop loop = new TestLoop(transport);
        UdpScript echo = new UdpScript(DatagramSocket::send)) {
      TransferResult result = transfer(loop, echo.port(), bytes, options(0));

      assertTrue(result.identical(), result::toString);
      assertEquals(FILE_BYTES, result.sent());
      assertEquals(FILE_BYTES, result.received());
      assertEquals(result.sha256Sent(), result.sha256Received());
      Sha256 digest = Sha256.begin();
      digest.update(ByteBuffer.wrap(bytes));
      assertEquals(Optional.of(digest.hex()), result.sha256Sent());
      assertEquals(
          new ChunkCounts(CHUNKS, DATAGRAM, CHUNKS, 0, CHUNKS, 0, 0, 0, 0, 0, 0, 1),
          result.chunks().orElseThrow());
    }
  }

  @Test
  void transfersAnEmptyFileAsOneChunk() throws IOException {
    TransferResult back = transfer(new byte[0], 0, (socket, d, chunk) -> socket.send(d));
    TransferResult lost = transfer(new byte[0], 0, (socket, d, chunk) -> {});

    assertTrue(back.identical());
    assertEquals(1, back.chunks().orElseThrow().received());
    assertFalse(lost.identical());
    assertEquals(List.of(new Range(0, 0)), lost.missing().kept());
  }

  @Test
  void sendsAgainWhatWasLost() throws IOException {
    Set<Integer> dropped = ConcurrentHashMap.newKeySet();
    dropped.addAll(List.of(0, 77, 78, 79, CHUNKS - 1));
    TransferResult result =
        transfer(
            random(FILE_BYTES),
            3,
            (socket, d, chunk) -> {
              if (!dropped.remove(chunk)) {
                socket.send(d);
              }
            });

    assertTrue(result.identical(), result::toString);
    assertTrue(result.missing().isEmpty());
    assertEquals(
        new ChunkCounts(CHUNKS, DATAGRAM, CHUNKS + 5, 5, CHUNKS, 5, 0, 0, 0, 0, 0, 2),
        result.chunks().orElseThrow());
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    Set<Integer> dropped = Set.of(0, 77, 78, 79, CHUNKS - 1);
    TransferResult result =
        transfer(
            random(FILE_BYTES),
            0,
            (socket, d, chunk) -> {
              if (!dropped.contains(chunk)) {
                socket.send(d);
              }
            });

    assertEquals(
        List.of(
            new Range(0, PAYLOAD),
            new Range(77 * PAYLOAD, 3 * PAYLOAD),
            new Range((CHUNKS - 1) * PAYLOAD, PAYLOAD - 1)),
        result.missing().kept());
    assertEquals(
        Optional.of("4999 bytes did not come back and 0 came back wrong, of 199999"),
        result.failure());
    assertEquals(FILE_BYTES - 4999, result.received());
    assertTrue(result.sha256Sent().isPresent());
    assertEquals(Optional.empty(), result.sha256Received());
    assertEquals(5, result.chunks().orElseThrow().lost());
  }

  @Test
  void namesWhatIsCorrupted() throws IOException {
    byte[] bytes = random(FILE_BYTES);
    TransferResult result =
        transfer(
            bytes,
            1,
            (socket, d, chunk) -> {
              if (chunk == 50 || chunk == 51) {
                d.getData()[ChunkPacket.HEADER_BYTES + 123] ^= 1;
              } else if (chunk == 60) {
                d.setLength(d.getLength() - 1);
              } else if (chunk == 70) {
                d.setLength(d.getLength() + 1);
              }
              socket.send(d);
            });

    assertFalse(result.identical());
    assertEquals(
        List.of(
            new Range(50 * PAYLOAD, 2 * PAYLOAD),
            new Range(60 * PAYLOAD, PAYLOAD),
            new Range(70 * PAYLOAD, PAYLOAD)),
        result.corrupted().kept());
    assertTrue(result.missing().isEmpty());
    Difference first = result.firstDifference().orElseThrow();
    assertEquals(50 * PAYLOAD + 123, first.offset());
    int from = (int) first.shownFrom();
    assertEquals(
        HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOfRange(bytes, from, from + 16)),
        first.expected());
    assertEquals(8, result.chunks().orElseThrow().corrupted());
    assertEquals(4, result.chunks().orElseThrow().retried());
  }

  @Test
  void sendsAgainWhatWasCorrupted() throws IOException {
    Set<Integer> spoilt = ConcurrentHashMap.newKeySet();
    spoilt.addAll(List.of(10, 20));
    TransferResult result =
        transfer(
            random(FILE_BYTES),
            1,
            (socket, d, chunk) -> {
              if (spoilt.remove(chunk)) {
                d.getData()[d.getLength() - 1] ^= 1;
              }
              socket.send(d);
            });

    assertTrue(result.identical(), result::toString);
    assertEquals(Optional.empty(), result.firstDifference());
    assertTrue(result.corrupted().isEmpty());
    assertEquals(
        new ChunkCounts(CHUNKS, DATAGRAM, CHUNKS + 2, 2, CHUNKS + 2, 0, 0, 2, 0, 0, 0, 2),
        result.chunks().orElseThrow());
  }

  @Test
  void countsDuplicatesAndReordering() throws IOException {
    AtomicReference<DatagramPacket> held = new AtomicReference<>();
    TransferResult result =
        transfer(
            random(FILE_BYTES),
            0,
            (socket, d, chunk) -> {
              if (chunk == 30) {
                held.set(d);
                return;
              }
              socket.send(d);
              if (chunk == 33) {
                socket.send(held.get());
              } else if (chunk == 40 || chunk == 41) {
                socket.send(d);
              }
            });

    assertTrue(result.identical(), result::toString);
    assertEquals(
        new ChunkCounts(CHUNKS, DATAGRAM, CHUNKS, 0, CHUNKS, 0, 0, 0, 2, 1, 0, 1),
        result.chunks().orElseThrow());
  }

  @Test
  void doesNotTakeAForeignDatagramForAReply() throws IOException {
    TransferResult result =
        transfer(
            random(FILE_BYTES),
            0,
            (socket, d, chunk) -> {
              if (chunk == 5) {
                socket.send(UdpScript.answer(d, new byte[DATAGRAM]));
                // Flips one bit of the sequence number.
                d.getData()[23] ^= 1;
              }
              socket.send(d);
            });

    assertEquals(List.of(new Range(5 * PAYLOAD, PAYLOAD)), result.missing().kept());
    assertEquals(2, result.chunks().orElseThrow().unknown());
  }

  @Test
  void saysThatNothingListens() throws IOException {
    try (SilentPort nobody = SilentPort.bind();
        TestLoop loop = new TestLoop()) {
      TransferResult result = transfer(loop, nobody.number(), random(FILE_BYTES), options(3));

      assertEquals(
          Optional.of(
              "ICMP port unreachable came back: the host is there, but nothing listens on the"
                  + " port"),
          result.failure());
      assertEquals(List.of(new Range(0, FILE_BYTES)), result.missing().kept());
    }
  }

  @Test
  void stopsWhenTheEchoFallsSilent() throws IOException {
    int window = 10;
    try (TestLoop loop = new TestLoop();
        UdpScript silent =
            new UdpScript(
                (socket, d) -> {
                  if (chunk(d) < 50) {
                    socket.send(d);
                  }
                })) {
      Duration timeout = Duration.ofMillis(100);
      TransferResult result =
          transfer(
              loop,
              silent.port(),
              random(FILE_BYTES),
              new ChunkTransfer.Options(DATAGRAM, window * DATAGRAM, Rate.MAX, 1, timeout));

      assertEquals(
          Optional.of("no reply to the last 20 datagrams within 100ms: stopped"), result.failure());
      long from = result.missing().kept().get(0).offset();
      assertEquals(List.of(new Range(from, FILE_BYTES - from)), result.missing().kept());
      assertTrue(from <= 50 * PAYLOAD, () -> "from " + from);
    }
  }

  @Test
  void isNeverFurtherAheadThanItsWindow() throws IOException {
    int window = 7;
    Set<Integer> waiting = ConcurrentHashMap.newKeySet();
    AtomicReference<Integer> most = new AtomicReference<>(0);
    try (TestLoop loop = new TestLoop();
        UdpScript echo =
            new UdpScript(
                (socket, d) -> {
                  waiting.add(chunk(d));
                  most.set(Math.max(most.get(), waiting.size()));
                  // Answers only the newest chunk, when the window is full or the last chunk
                  // arrives.
                  if (waiting.size() == window || chunk(d) == CHUNKS - 1) {
                    waiting.clear();
                    socket.send(d);
                  }
                })) {
      TransferResult result =
          transfer(
              loop,
              echo.port(),
              random(FILE_BYTES),
              new ChunkTransfer.Options(DATAGRAM, window * DATAGRAM, Rate.MAX, 0, TIMEOUT));

      assertEquals(CHUNKS, result.chunks().orElseThrow().sent());
      assertEquals(window, most.get());
    }
  }

  @Test
  void keepsToItsRateAndNoFaster() throws IOException {
    try (TestLoop loop = new TestLoop();
        UdpScript echo = new UdpScript(DatagramSocket::send)) {
      TransferResult result =
          transfer(
              loop,
              echo.port(),
              random(FILE_BYTES),
              new ChunkTransfer.Options(
                  DATAGRAM, ChunkTransfer.WINDOW_BYTES, Rate.parse("1000/s"), 3, TIMEOUT));

      assertTrue(result.identical(), result::toString);
      long leastMillis = CHUNKS - 1 - 5;
      assertTrue(result.elapsed().toMillis() >= leastMillis, () -> "took " + result.elapsed());
    }
  }

  @Test
  void tellsHowFarItCameWhenItIsInterrupted() throws IOException {
    try (TestLoop loop = new TestLoop();
        UdpScript echo =
            new UdpScript(
                (socket, d) -> {
                  if (chunk(d) < 50) {
                    socket.send(d);
                  }
                })) {
      Path file = write(random(FILE_BYTES));
      try (FileChannel channel = FileChannel.open(file)) {
        Duration timeout = Duration.ofMinutes(1);
        ChunkTransfer transfer =
            open(
                loop,
                echo.port(),
                channel,
                new ChunkTransfer.Options(DATAGRAM, 10 * DATAGRAM, Rate.MAX, 3, timeout));
        var done = transfer.start();
        while (transfer.progress().settled() < 50 * PAYLOAD) {
          Thread.onSpinWait();
        }
        transfer.interrupt();
        TransferResult result = TestLoop.await(done);

        assertTrue(result.interrupted());
        assertEquals(50 * PAYLOAD, result.received());
        assertEquals(
            List.of(new Range(50 * PAYLOAD, FILE_BYTES - 50 * PAYLOAD)), result.missing().kept());
      }
    }
  }

  @Test
  void saysThatTheFileBecameShorter() throws IOException {
    Path file = write(random(100));
    try (TestLoop loop = new TestLoop();
        UdpScript echo = new UdpScript(DatagramSocket::send);
        FileChannel channel = FileChannel.open(file)) {
      ExchangeOptions exchange =
          new ExchangeOptions(null, TIMEOUT, TlsTrust.PLATFORM, Narrator.SILENT);
      ChunkTransfer transfer =
          loop.run(
              () ->
                  ChunkTransfer.open(
                      loop.vertx(), target(echo.port()), exchange, channel, 5000, options(0)));

      assertEquals(
          Optional.of("cannot read the file: the file has become shorter: it ends at byte 100"),
          loop.run(transfer::start).failure());
    }
  }

  private TransferResult transfer(byte[] bytes, int retries, Act act) throws IOException {
    try (TestLoop loop = new TestLoop();
        UdpScript peer = new UdpScript((socket, d) -> act.on(socket, d, chunk(d)))) {
      return transfer(loop, peer.port(), bytes, options(retries));
    }
  }

  private TransferResult transfer(
      TestLoop loop, int port, byte[] bytes, ChunkTransfer.Options options) throws IOException {
    try (FileChannel file = FileChannel.open(write(bytes))) {
      return loop.run(open(loop, port, file, options)::start);
    }
  }

  private static ChunkTransfer open(
      TestLoop loop, int port, FileChannel file, ChunkTransfer.Options options) {
    ExchangeOptions exchange =
        new ExchangeOptions(null, TIMEOUT, TlsTrust.PLATFORM, Narrator.SILENT);
    return loop.run(
        () -> {
          try {
            return ChunkTransfer.open(
                loop.vertx(), target(port), exchange, file, file.size(), options);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static ChunkTransfer.Options options(int retries) {
    return new ChunkTransfer.Options(
        DATAGRAM, ChunkTransfer.WINDOW_BYTES, Rate.MAX, retries, TIMEOUT);
  }

  private static Endpoint target(int port) {
    return new Endpoint(Endpoint.Scheme.UDP, "127.0.0.1", port);
  }

  private static int chunk(DatagramPacket datagram) {
    return (int)
        ChunkPacket.chunk(Unpooled.wrappedBuffer(datagram.getData(), 0, datagram.getLength()));
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(directory, "file", ""), bytes);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(6).nextBytes(bytes);
    return bytes;
  }
}

package dev.echopair.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.server.testing.BytePattern;
import dev.echopair.server.testing.TcpPeer;
import dev.echopair.shared.testing.TestProcess;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ServerMemoryIT {

  private static final int CHUNK = 1024 * 1024;
  private static final int CHUNKS = 1024;

  @Test
  void returnsAGibibyteBitForBitWithAHeapOf64Mebibytes() throws IOException {
    // The buffers are in direct memory, whose default limit is the limit of the heap.
    try (TestProcess server = ServerProcess.on().jvm("-Xmx64m").start();
        TcpPeer peer = TcpPeer.connect(ServerProcess.tcpPort(server))) {
      var writer = Executors.newSingleThreadExecutor();
      try {
        CompletableFuture<Void> written =
            CompletableFuture.runAsync(() -> sendPattern(peer), writer);

        assertEquals((long) CHUNK * CHUNKS, peer.readPatternToEnd());
        written.join();
      } finally {
        writer.shutdownNow();
      }
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
      assertEquals("", server.stderr().text());
    }
  }

  private static void sendPattern(TcpPeer peer) {
    try {
      for (long i = 0; i < CHUNKS; i++) {
        peer.send(BytePattern.bytes(i * CHUNK, CHUNK));
      }
      peer.sendEnd();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

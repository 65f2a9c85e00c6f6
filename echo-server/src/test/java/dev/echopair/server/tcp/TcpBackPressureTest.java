package dev.echopair.server.tcp;

import static dev.echopair.server.testing.Engines.engine;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.server.testing.BytePattern;
import dev.echopair.server.testing.RunningServer;
import dev.echopair.server.testing.TcpPeer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TcpBackPressureTest {

  private static final String TRANSPORTS = "dev.echopair.shared.testing.Transports#available";
  private static final String ENGINES = "dev.echopair.server.testing.Engines#tcp";

  /** As long unable to write, a peer counts as stopped. */
  private static final long STOPPED_MILLIS = 1000;

  private static final int CHUNK = 64 * 1024;
  private static final int PEER_BUFFER = 128 * 1024;

  /** The batch of reads that was under way, 16 of 64 KiB, and the write queue that it filled. */
  private static final long HELD_AT_MOST = 18 * 64 * 1024;

  /** A server without back-pressure would take all of it. */
  private static final long MORE_THAN_ANY_BUFFER = 256L * 1024 * 1024;

  @ParameterizedTest
  @MethodSource(ENGINES)
  void aPeerThatDoesNotReadIsNotReadAndLaterGetsItAll(String transport, String engine)
      throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, engine(engine));
        SocketChannel peer = connect(server.tcpPort())) {
      long accepted = writeUntilStopped(peer);
      server.await("bytes received", () -> server.counter("tcp", "received_bytes") > 0);

      // What the server took out of the kernel is in the kernel again, on the way back, or held.
      long taken = server.counter("tcp", "received_bytes");
      long bound = largestSendBuffer() + 2 * PEER_BUFFER + HELD_AT_MOST;
      assertTrue(
          taken <= bound,
          () -> "read %d bytes, over %d, for a peer that reads none".formatted(taken, bound));
      assertTrue(accepted < MORE_THAN_ANY_BUFFER, "the server took all it was sent");

      peer.configureBlocking(true);
      TcpPeer reader = new TcpPeer(peer.socket());
      reader.readPattern(accepted);
      reader.sendEnd();
      reader.expectClosed();
      server.awaitCounter("tcp", "received_bytes", accepted);
      server.awaitCounter("tcp", "sent_bytes", accepted);
      assertEquals(0, server.dropped("tcp"));
    }
  }

  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void returnsAllAheadOfFinToAPeerThatReadsOnlyAfterwards(String transport) throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, engine("direct"));
        SocketChannel peer = connect(server.tcpPort())) {
      long accepted = writeUntilStopped(peer);
      peer.configureBlocking(true);
      peer.shutdownOutput();

      assertEquals(accepted, readPatternToEnd(peer));
      server.awaitGauge("tcp", "connections_open", 0);
      assertEquals(0, server.dropped("tcp"));
    }
  }

  /** What went wrong once in ten times on epoll with Netty 4.2.13 to 4.2.20. */
  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void returnsAllToManyPeersThatReadOnlyAfterTheirFin(String transport) throws Exception {
    ExecutorService peers = Executors.newFixedThreadPool(8);
    try (RunningServer server = RunningServer.tcp(transport, engine("direct"))) {
      Callable<Long> missing =
          () -> {
            try (SocketChannel peer = connect(server.tcpPort())) {
              long accepted = writeUntilStopped(peer);
              peer.configureBlocking(true);
              peer.shutdownOutput();
              return accepted - readPatternToEnd(peer);
            }
          };
      for (Future<Long> one : peers.invokeAll(Collections.nCopies(32, missing))) {
        assertEquals(0, one.get(), "bytes that did not come back");
      }
      server.awaitGauge("tcp", "connections_open", 0);
      assertEquals(0, server.dropped("tcp"));
    } finally {
      peers.shutdownNow();
    }
  }

  /**
   * The public API of Vert.x cannot keep a socket open whose peer has sent FIN: how much comes back
   * hangs on what the kernel has room for, but it is the beginning of what was sent.
   */
  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void theNetSocketReturnsTheBeginningToAPeerThatReadsOnlyAfterItsFin(String transport)
      throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, engine("net-socket"));
        SocketChannel peer = connect(server.tcpPort())) {
      long accepted = writeUntilStopped(peer);
      peer.configureBlocking(true);
      peer.shutdownOutput();

      long returned = readPatternUntilClosed(peer);
      assertTrue(returned > 0 && returned <= accepted, () -> returned + " of " + accepted);
      server.awaitGauge("tcp", "connections_open", 0);
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void aPeerThatDoesNotReadIsClosedWhenItIsIdle(String transport, String engine)
      throws IOException {
    try (RunningServer server =
            RunningServer.tcp(transport, engine(engine).put("idleTimeout", "4s"));
        SocketChannel peer = connect(server.tcpPort())) {
      assertTrue(writeUntilStopped(peer) > 0);

      server.awaitCounter("tcp", "dropped.idle_timeout", 1);
      server.awaitGauge("tcp", "connections_open", 0);
      assertEquals(1, server.dropped("tcp"), "one drop has one reason");
    }
  }

  /** Not with the net-socket engine, which writes what is queued before it closes. */
  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void aPeerThatDoesNotReadIsClosedWhenTheDrainIsOver(String transport) throws IOException {
    JsonObject config =
        new JsonObject()
            .put("tcp", engine("direct"))
            .put("udp", new JsonObject().put("enabled", false))
            .put("shutdown", new JsonObject().put("drainTimeout", "100ms"));
    try (RunningServer server = RunningServer.start(transport, config);
        SocketChannel peer = connect(server.tcpPort())) {
      assertTrue(writeUntilStopped(peer) > 0);

      RunningServer.result(server.undeploy());
      server.awaitCounter("tcp", "dropped.drain_timeout", 1);
      assertEquals(1, server.dropped("tcp"), "one drop has one reason");
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void oneStoppedPeerDoesNotStopAnotherOfTheSameEventLoop(String transport, String engine)
      throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, engine(engine).put("instances", 1));
        SocketChannel stopped = connect(server.tcpPort());
        TcpPeer other = TcpPeer.connect(server.tcpPort())) {
      assertTrue(writeUntilStopped(stopped) > 0);

      other.exchange("still served");
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void aResetWithBytesToReturnIsCountedAndFreesTheConnection(String transport, String engine)
      throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, engine(engine))) {
      SocketChannel peer = connect(server.tcpPort());
      assertTrue(writeUntilStopped(peer) > 0);
      peer.configureBlocking(true);
      peer.setOption(StandardSocketOptions.SO_LINGER, 0);
      peer.close();

      server.awaitCounter("tcp", "dropped.connection_error", 1);
      server.awaitGauge("tcp", "connections_open", 0);
    }
  }

  private static SocketChannel connect(int port) throws IOException {
    SocketChannel peer = SocketChannel.open();
    peer.setOption(StandardSocketOptions.SO_RCVBUF, PEER_BUFFER);
    peer.setOption(StandardSocketOptions.SO_SNDBUF, PEER_BUFFER);
    peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return peer;
  }

  /** Writes the pattern without reading until no more is taken; returns how much was. */
  private static long writeUntilStopped(SocketChannel peer) throws IOException {
    peer.configureBlocking(false);
    long position = 0;
    try (Selector selector = Selector.open()) {
      peer.register(selector, SelectionKey.OP_WRITE);
      while (position < MORE_THAN_ANY_BUFFER && selector.select(STOPPED_MILLIS) > 0) {
        selector.selectedKeys().clear();
        position += peer.write(ByteBuffer.wrap(BytePattern.bytes(position, CHUNK)));
      }
    }
    return position;
  }

  private static long readPatternToEnd(SocketChannel peer) throws IOException {
    return new TcpPeer(peer.socket()).readPatternToEnd();
  }

  /** The same, also where the server had bytes left to read and resets the connection. */
  private static long readPatternUntilClosed(SocketChannel peer) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    long position = 0;
    try {
      for (int n = peer.read(chunk); n >= 0; n = peer.read(chunk)) {
        BytePattern.check(chunk.array(), n, position);
        position += n;
        chunk.clear();
      }
    } catch (IOException e) {
      // A reset.
    }
    return position;
  }

  private static long largestSendBuffer() throws IOException {
    Path limits = Path.of("/proc/sys/net/ipv4/tcp_wmem");
    if (!Files.isReadable(limits)) {
      return 16L * 1024 * 1024;
    }
    // Least, default, most; in one read, as the kernel gives such a file once only.
    try (BufferedReader reader = Files.newBufferedReader(limits)) {
      String text = reader.readLine();
      return Long.parseLong(text.substring(text.lastIndexOf('\t') + 1));
    }
  }
}

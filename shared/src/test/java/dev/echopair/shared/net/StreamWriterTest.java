package dev.echopair.shared.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.echopair.shared.Await;
import dev.echopair.shared.internals.SocketPipeline;
import dev.echopair.shared.testing.Transports;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@MethodSource("dev.echopair.shared.testing.Transports#available")
final class StreamWriterTest {

  private static final int PATIENCE_MS = 30_000;

  /** More bytes than the queues of both kernels hold: many bytes have to wait. */
  private static final int MUCH = 24 * 1024 * 1024;

  private final Vertx vertx;
  private final Context context;

  /** In a field: Vert.x shuts down a client that is no longer reachable, and its connections. */
  private final NetClient client;

  private final List<ByteBuf> written = new ArrayList<>();
  private final Promise<Throwable> failed = Promise.promise();

  private ServerSocket listener;
  private Socket peer;
  private NetSocket connection;
  private StreamWriter writer;

  StreamWriterTest(String transport) {
    this.vertx = Transports.vertx(transport);
    this.context = vertx.getOrCreateContext();
    this.client = vertx.createNetClient();
  }

  private final class Handler extends ChannelInboundHandlerAdapter {

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      writer = new StreamWriter(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
      failed.tryComplete(failure);
    }
  }

  @BeforeEach
  void connect() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Promise<NetSocket> connected = Promise.promise();
    context.runOnContext(
        v ->
            client
                .connect(listener.getLocalPort(), "127.0.0.1")
                .onSuccess(
                    socket -> SocketPipeline.putBeforeVertx(socket, "writing", new Handler()))
                .onComplete(connected));
    peer = listener.accept();
    peer.setSoTimeout(PATIENCE_MS);
    connection = Await.result(connected.future());
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
    listener.close();
    Await.result(vertx.close());
    for (ByteBuf each : written) {
      assertEquals(0, each.refCnt(), "all that was written is released");
    }
  }

  private void onLoop(Runnable action) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          action.run();
          done.complete();
        });
    Await.result(done.future());
  }

  private byte[] write(Random random, int bytes) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    // An unpooled buffer: no allocator reuses the memory after its release.
    ByteBuf data = Unpooled.directBuffer(bytes).writeBytes(content);
    written.add(data);
    writer.write(data);
    return content;
  }

  /** Writes more than the socket accepts, in pieces of any length, with and without a flush. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sendsAllInOrderThoughThePeerReadsLate(long seed) throws IOException {
    Random random = new Random(seed);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    while (expected.size() < MUCH) {
      onLoop(
          () -> {
            for (int pieces = random.nextInt(4); pieces >= 0; pieces--) {
              expected.writeBytes(write(random, 1 + random.nextInt(100_000)));
              if (random.nextBoolean()) {
                writer.flush();
              }
            }
            writer.flush();
          });
    }
    assertArrayEquals(
        expected.toByteArray(), peer.getInputStream().readNBytes(expected.size()), "what has come");

    // When no bytes wait any more, the next write does not wait either.
    byte[][] last = new byte[1][];
    onLoop(
        () -> {
          last[0] = write(random, 100);
          writer.flush();
        });
    assertArrayEquals(last[0], peer.getInputStream().readNBytes(100));
  }

  @Test
  void tellsOfAConnectionThatIsResetAndClosesIt() throws IOException {
    peer.setSoLinger(true, 0);
    peer.close();
    Promise<Void> closed = Promise.promise();
    connection.closeHandler(closed::tryComplete);
    long timer =
        vertx.setPeriodic(
            1,
            id ->
                context.runOnContext(
                    v -> {
                      write(new Random(1), 100);
                      writer.flush();
                    }));
    Await.result(closed.future());
    vertx.cancelTimer(timer);

    assertInstanceOf(IOException.class, Await.result(failed.future()));
  }

  @Test
  void releasesWhatIsWrittenToAClosedConnection() {
    Await.result(connection.close());
    onLoop(
        () -> {
          write(new Random(1), 100);
          writer.flush();
        });

    assertEquals(0, written.get(0).refCnt());
  }
}

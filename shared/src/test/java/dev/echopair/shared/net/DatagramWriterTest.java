package dev.echopair.shared.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.shared.Await;
import dev.echopair.shared.internals.EventLoopContext;
import dev.echopair.shared.testing.Transports;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@MethodSource("dev.echopair.shared.testing.Transports#available")
final class DatagramWriterTest {

  private static final int PATIENCE_MS = 30_000;
  private static final int QUEUE_BYTES = 4 * 1024 * 1024;

  /**
   * Bytes of one run with the kernel's overhead: room for more than 64 of the shortest datagrams.
   */
  private static final int RUN_BYTES = 70_000;

  private static final int OVERHEAD = 700;

  private static final int LONGEST_AS_ONE = 1_232;

  private static final int[] SIZES = {
    // Equal and different lengths, up to the longest that is sent with others as one, and longer.
    1, 64, 64, 64, 64, 700, LONGEST_AS_ONE, LONGEST_AS_ONE + 1, 3_000
  };

  private final Vertx vertx;
  private final Context context;

  private List<DatagramSocket> receivers;
  private DatagramPort port;

  DatagramWriterTest(String transport) {
    this.vertx = Transports.vertx(transport);
    this.context = vertx.getOrCreateContext();
  }

  @BeforeEach
  void open() throws IOException {
    receivers = List.of(receiver(), receiver());
    onLoop(
        () -> {
          port = DatagramPort.open(vertx, false, DatagramReads.ofFew());
          port.channel()
              .config()
              .setOption(
                  ChannelOption.WRITE_BUFFER_WATER_MARK,
                  new WriteBufferWaterMark(QUEUE_BYTES, QUEUE_BYTES));
          return done(EventLoopContext.of(context).eventLoop().register(port.channel()));
        });
    onLoop(
        () ->
            done(port.channel().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
  }

  @AfterEach
  void close() {
    onLoop(() -> done(port.channel().close()));
    receivers.forEach(DatagramSocket::close);
    Await.result(vertx.close());
  }

  private static DatagramSocket receiver() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setReceiveBufferSize(QUEUE_BYTES);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  private static Future<Void> done(io.netty.util.concurrent.Future<?> future) {
    Promise<Void> promise = Promise.promise();
    future.addListener(each -> promise.complete(null, each.cause()));
    return promise.future();
  }

  private void onLoop(Supplier<Future<Void>> action) {
    Promise<Void> promise = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(promise));
    Await.result(promise.future());
  }

  /** Runs of datagrams of equal length to both receivers: each arrives as it was written. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void sendsEachAsItIsAndInOrder(long seed) throws IOException {
    Random random = new Random(seed);
    for (int step = 0; step < 20; step++) {
      List<List<byte[]>> sent = List.of(new ArrayList<>(), new ArrayList<>());
      onLoop(
          () -> {
            for (int runs = random.nextInt(3); runs >= 0; runs--) {
              writeRun(random, sent);
            }
            port.writer().flush();
            return Future.succeededFuture();
          });
      for (int to = 0; to < 2; to++) {
        expect(sent.get(to), receivers.get(to));
      }
    }
  }

  /** Together the datagrams are longer than one datagram can be; repeated to meet a refusal. */
  @Test
  void sendsManyLongOnesAsOneAsFarAsTheyFit() throws IOException {
    boolean able = port.writer().sendsSeveralAsOne();
    for (int run = 0; run < 20; run++) {
      List<byte[]> sent = new ArrayList<>();
      onLoop(
          () -> {
            for (int i = 0; i < 64; i++) {
              sent.add(write(new Random(i), LONGEST_AS_ONE, 0));
            }
            port.writer().flush();
            return Future.succeededFuture();
          });
      expect(sent, receivers.get(0));
    }
    onLoop(
        () -> {
          assertEquals(able, port.writer().sendsSeveralAsOne(), "the kernel refused none");
          return Future.succeededFuture();
        });
  }

  private void writeRun(Random random, List<List<byte[]>> sent) {
    int to = random.nextInt(2);
    int size = SIZES[random.nextInt(SIZES.length)];
    // As many as fit into the shortest kernel queue.
    for (int length = random.nextInt(RUN_BYTES / (size + OVERHEAD)); length >= 0; length--) {
      sent.get(to).add(write(random, size, to));
    }
  }

  private static void expect(List<byte[]> sent, DatagramSocket receiver) throws IOException {
    for (byte[] expected : sent) {
      DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
      receiver.receive(packet);
      assertArrayEquals(expected, Arrays.copyOf(packet.getData(), packet.getLength()));
    }
  }

  private byte[] write(Random random, int size, int to) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    ByteBuf data = port.channel().alloc().directBuffer(size).writeBytes(bytes);
    port.writer().write(data, (InetSocketAddress) receivers.get(to).getLocalSocketAddress());
    return bytes;
  }
}

package dev.echopair.shared.net;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.Await;
import dev.echopair.shared.testing.Transports;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@MethodSource("dev.echopair.shared.testing.Transports#available")
final class DatagramEndpointTest {

  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final BlockingQueue<Context> contexts = new LinkedBlockingQueue<>();
  private final String transport;
  private final Vertx vertx;
  private final Context context;

  DatagramEndpointTest(String transport) {
    this.transport = transport;
    this.vertx = Transports.vertx(transport);
    this.context = vertx.getOrCreateContext();
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  private <T> T onLoop(Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(promise));
    return Await.result(promise.future());
  }

  private DatagramEndpoint connect(InetSocketAddress remote) {
    return onLoop(
        () ->
            DatagramEndpoint.connect(vertx, null, remote)
                .map(
                    endpoint ->
                        endpoint
                            .handler(
                                data -> {
                                  contexts.add(Vertx.currentContext());
                                  received.add(ByteBufUtil.getBytes(data));
                                })
                            .exceptionHandler(
                                failure -> {
                                  contexts.add(Vertx.currentContext());
                                  failures.add(failure);
                                })));
  }

  /** Echoes every datagram over a blocking socket of the JDK until the socket is closed. */
  private static DatagramSocket echo(String host) throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(host));
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
                  socket.receive(packet);
                  socket.send(packet);
                }
              } catch (IOException e) {
                socket.close();
              }
            },
            "datagram-echo");
    thread.setDaemon(true);
    thread.start();
    return socket;
  }

  private static InetSocketAddress addressOf(DatagramSocket socket) {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  private static byte[] payload(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T value = queue.poll(30, TimeUnit.SECONDS);
    assertTrue(value != null, "nothing came over " + transport);
    return value;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64, 2048, 2049, 65_507})
  void carriesDatagramsOfEverySizeBothWaysUncut(int size) throws Exception {
    try (DatagramSocket echo = echo("127.0.0.1")) {
      DatagramEndpoint endpoint = connect(addressOf(echo));
      onLoop(() -> endpoint.send(Unpooled.wrappedBuffer(payload(size))));
      assertArrayEquals(payload(size), next(received));
    }
  }

  @Test
  void carriesEmptyDatagramsBetweenOthersInOrder() throws Exception {
    try (DatagramSocket echo = echo("127.0.0.1")) {
      DatagramEndpoint endpoint = connect(addressOf(echo));
      // For the first empty datagram NIO disconnects from its peer, and loses datagrams that arrive
      // at that moment.
      int[] sizes =
          transport.equals("nio") ? new int[] {0, 3, 0, 0, 5, 0} : new int[] {3, 0, 0, 5, 0};
      for (int size : sizes) {
        onLoop(() -> endpoint.send(Unpooled.wrappedBuffer(payload(size))));
      }
      for (int size : sizes) {
        assertEquals(size, next(received).length);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_507})
  void talksIpv6(int size) throws Exception {
    try (DatagramSocket echo = echo("::1")) {
      DatagramEndpoint endpoint = connect(addressOf(echo));
      onLoop(() -> endpoint.send(Unpooled.wrappedBuffer(payload(size))));
      assertArrayEquals(payload(size), next(received));
    }
  }

  @Test
  void runsItsHandlersOnTheContextThatMadeIt() throws Exception {
    try (DatagramSocket echo = echo("127.0.0.1")) {
      DatagramEndpoint endpoint = connect(addressOf(echo));
      onLoop(() -> endpoint.send(Unpooled.wrappedBuffer(payload(9))));
      assertSame(context, next(contexts));
    }
  }

  @Test
  void learnsThatAPortIsClosed() throws Exception {
    InetSocketAddress closed;
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      closed = addressOf(socket);
    }
    DatagramEndpoint endpoint = connect(closed);
    onLoop(() -> endpoint.send(Unpooled.wrappedBuffer(payload(9))));
    assertInstanceOf(PortUnreachableException.class, next(failures));
    assertSame(context, next(contexts));
  }

  @Test
  void hearsItsPeerOnly() throws Exception {
    try (DatagramSocket echo = echo("127.0.0.1");
        DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      DatagramEndpoint endpoint = connect(addressOf(echo));
      stranger.send(new DatagramPacket(payload(7), 7, endpoint.localAddress()));
      onLoop(() -> endpoint.send(Unpooled.wrappedBuffer(payload(9))));
      assertArrayEquals(payload(9), next(received));
      assertTrue(received.isEmpty());
    }
  }

  @Test
  void knowsBothAddresses() throws Exception {
    try (DatagramSocket echo = echo("127.0.0.1")) {
      DatagramEndpoint endpoint = connect(addressOf(echo));
      assertEquals(addressOf(echo), endpoint.remoteAddress());
      assertEquals("127.0.0.1", endpoint.localAddress().getAddress().getHostAddress());
      assertTrue(endpoint.localAddress().getPort() > 0);
    }
  }

  @Test
  void sendsNothingOnceItIsClosed() throws Exception {
    try (DatagramSocket echo = echo("127.0.0.1")) {
      DatagramEndpoint endpoint = connect(addressOf(echo));
      onLoop(endpoint::close);
      for (int size : new int[] {0, 9}) {
        Promise<Throwable> failed = Promise.promise();
        context.runOnContext(
            v ->
                endpoint
                    .send(Unpooled.wrappedBuffer(payload(size)))
                    .onSuccess(sent -> failed.fail("sent " + size + " bytes"))
                    .onFailure(failed::complete));
        assertInstanceOf(IOException.class, Await.result(failed.future()));
      }
    }
  }

  @Test
  void freesItsPortWhenItIsClosedMoreThanOnce() throws Exception {
    try (DatagramSocket echo = echo("127.0.0.1")) {
      DatagramEndpoint endpoint = connect(addressOf(echo));
      InetSocketAddress local = endpoint.localAddress();
      Await.result(
          Future.<Void>future(
              done -> context.runOnContext(v -> endpoint.close().onComplete(done))));
      onLoop(endpoint::close);
      // NIO releases the descriptor in the next round of the selector.
      await().ignoreException(BindException.class).until(() -> bindsAndCloses(local));
    }
  }

  private static boolean bindsAndCloses(InetSocketAddress local) throws IOException {
    try (DatagramSocket again = new DatagramSocket(local)) {
      return again.isBound();
    }
  }
}

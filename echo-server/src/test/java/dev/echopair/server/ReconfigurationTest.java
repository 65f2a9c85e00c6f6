package dev.echopair.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.testing.ReservedPorts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconfigurationTest {

  private static final int PATIENCE_MS = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final EchoServerVerticle server = new EchoServerVerticle();
  private final BlockingQueue<JsonObject> listening = new LinkedBlockingQueue<>();
  private final JsonObject config =
      new JsonObject(
          """
          {"tcp": {"port": 0, "instances": 2}, "udp": {"port": 0, "instances": 1},
           "shutdown": {"drainTimeout": "10s"}}\
          """);

  private int tcpPort;
  private int udpPort;

  @BeforeEach
  void serve() throws Exception {
    vertx
        .eventBus()
        .<JsonObject>consumer(BusAddress.EVENTS)
        .handler(
            message -> {
              if (message.body().getString("event").equals(EchoEvents.LISTENING)) {
                listening.add(message.body().getJsonObject("details"));
              }
            });
    get(vertx.deployVerticle(server, new DeploymentOptions().setConfig(config)));
    learnPorts(2);
  }

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @Test
  void appliesAConnectionLimitToTheListenersThatRun() throws Exception {
    try (Socket open = connect(tcpPort)) {
      assertEquals('a', echo(open, 'a'));
      get(reconfigure(with("tcp", "maxConnections", 1)));
      try (Socket refused = connect(tcpPort)) {
        assertEquals(
            -1, refused.getInputStream().read(), "the limit of 1 admitted a second connection");
      }
      assertEquals('b', echo(open, 'b'));
      assertTrue(listening.isEmpty(), "a changed limit must not open a new socket");
    }
  }

  @Test
  void appliesADatagramLimitToTheListenersThatRun() throws Exception {
    get(reconfigure(with("udp", "maxDatagramSize", 4)));
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE_MS);
      send(socket, new byte[5]);
      send(socket, new byte[4]);
      DatagramPacket reply = new DatagramPacket(new byte[16], 16);
      socket.receive(reply);
      assertEquals(4, reply.getLength(), "a datagram beyond the limit was answered");
    }
  }

  @Test
  void moreInstancesTakeOverWithoutAConnectionBeingDropped() throws Exception {
    int before = ReservedPorts.next();
    get(reconfigure(withPort("tcp", before, 2)));
    learnPorts(1);
    try (Socket open = connect(tcpPort)) {
      assertEquals('a', echo(open, 'a'));
      get(reconfigure(withPort("tcp", before, 3)));
      learnPorts(1);
      assertEquals(before, tcpPort);
      assertEquals('b', echo(open, 'b'), "the connection did not live through the change");
      // The kernel may still give a new connection to an instance that stops at that moment.
      await().ignoreExceptions().until(() -> echoesOnANewConnection('c'));
    }
  }

  @Test
  void anotherEngineTakesOverWithoutAConnectionBeingDropped() throws Exception {
    try (Socket open = connect(tcpPort)) {
      assertEquals('a', echo(open, 'a'));
      get(reconfigure(with("tcp", "engine", "net-socket")));
      learnPorts(1);
      assertEquals('b', echo(open, 'b'), "the connection did not live through the change");
      await().ignoreExceptions().until(() -> echoesOnANewConnection('c'));
    }
  }

  private boolean echoesOnANewConnection(int letter) throws IOException {
    try (Socket fresh = connect(tcpPort)) {
      return echo(fresh, letter) == letter;
    }
  }

  @Test
  void aPortInUseIsRefusedAndWhatRanRunsOn() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ExecutionException failure =
          assertThrows(
              ExecutionException.class,
              () -> get(reconfigure(withPort("tcp", taken.getLocalPort(), 2))));
      assertTrue(failure.getMessage().contains("the port is in use"), failure.getMessage());
    }
    try (Socket fresh = connect(tcpPort)) {
      assertEquals('a', echo(fresh, 'a'));
    }
  }

  @Test
  void aChangeThatIsRefusedForTcpLeavesUdpUnchangedToo() throws Exception {
    int fixed = ReservedPorts.next();
    get(reconfigure(withPort("udp", fixed, 1)));
    learnPorts(1);
    assertEquals(fixed, udpPort);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      JsonObject changed = withPort("udp", fixed, 2);
      changed.getJsonObject("tcp").put("port", taken.getLocalPort());
      assertThrows(ExecutionException.class, () -> get(reconfigure(changed)));
    }
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE_MS);
      send(socket, new byte[3]);
      DatagramPacket reply = new DatagramPacket(new byte[16], 16);
      socket.receive(reply);
      assertEquals(3, reply.getLength());
    }
  }

  @Test
  void aProtocolCanBeSwitchedOffAndOnAgain() throws Exception {
    get(reconfigure(with("udp", "enabled", false)));
    get(reconfigure(config));
    learnPorts(1);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE_MS);
      send(socket, new byte[3]);
      DatagramPacket reply = new DatagramPacket(new byte[16], 16);
      socket.receive(reply);
      assertEquals(3, reply.getLength());
    }
  }

  private void learnPorts(int events) throws InterruptedException {
    for (int i = 0; i < events; i++) {
      JsonObject details = listening.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
      if (details.getString("protocol").equals("udp")) {
        udpPort = details.getInteger("port");
      } else {
        tcpPort = details.getInteger("port");
      }
    }
  }

  private JsonObject with(String section, String key, Object value) {
    JsonObject changed = config.copy();
    changed.getJsonObject(section).put(key, value);
    return changed;
  }

  private JsonObject withPort(String section, int port, int instances) {
    JsonObject changed = with(section, "port", port);
    changed.getJsonObject(section).put("instances", instances);
    return changed;
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  private static int echo(Socket socket, int letter) throws IOException {
    socket.getOutputStream().write(letter);
    return socket.getInputStream().read();
  }

  private void send(DatagramSocket socket, byte[] payload) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    socket.send(new DatagramPacket(payload, payload.length, loopback, udpPort));
  }

  private Future<Void> reconfigure(JsonObject changed) {
    return server.reconfigure(ServerConfig.of(changed));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}

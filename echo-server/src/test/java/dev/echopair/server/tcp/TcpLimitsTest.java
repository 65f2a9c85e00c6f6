package dev.echopair.server.tcp;

import static dev.echopair.server.testing.Engines.engine;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.server.testing.BytePattern;
import dev.echopair.server.testing.RunningServer;
import dev.echopair.server.testing.TcpPeer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TcpLimitsTest {

  private static final String ENGINES = "dev.echopair.server.testing.Engines#tcp";

  @ParameterizedTest
  @MethodSource(ENGINES)
  void closesAndCountsAnIdleConnection(String transport, String engine) throws IOException {
    try (RunningServer server =
            RunningServer.tcp(transport, engine(engine).put("idleTimeout", "300ms"));
        TcpPeer peer = TcpPeer.connect(server.tcpPort())) {
      peer.exchange("then silence");

      peer.expectClosed();
      server.awaitCounter("tcp", "dropped.idle_timeout", 1);
      server.awaitGauge("tcp", "connections_open", 0);
      assertEquals(1, server.dropped("tcp"), "one drop has one reason");
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void refusesAndTellsConnectionsBeyondTheLimit(String transport, String engine)
      throws IOException {
    // One instance, and no report before the end of the test: a report starts a new interval, and
    // each interval may publish the event again.
    JsonObject config =
        new JsonObject()
            .put("tcp", engine(engine).put("maxConnections", 2))
            .put("udp", new JsonObject().put("enabled", false))
            .put("metrics", new JsonObject().put("interval", "1h"));
    config.getJsonObject("tcp").put("instances", 1);
    try (RunningServer server = RunningServer.start(transport, config);
        TcpPeer first = TcpPeer.connect(server.tcpPort());
        TcpPeer second = TcpPeer.connect(server.tcpPort())) {
      first.exchange("first");
      second.exchange("second");
      for (int i = 0; i < 3; i++) {
        try (TcpPeer beyond = TcpPeer.connect(server.tcpPort())) {
          expectRefused(beyond);
        }
      }

      JsonObject event = server.awaitEvent("connection_refused", "tcp");
      assertEquals(
          "refusing connections: 2 are open, the limit of tcp.maxConnections",
          event.getString("message"));
      assertEquals(2, event.getJsonObject("details").getInteger("limit"));
      assertEquals("connection_limit", event.getJsonObject("details").getString("reason"));
      first.exchange("those that are open are not touched");
      first.sendEnd();
      first.expectClosed();
      second.sendEnd();
      second.expectClosed();
      RunningServer.result(server.undeploy());
      server.awaitCounter("tcp", "dropped.connection_limit", 3);
      server.awaitCounter("tcp", "connections", 2);
      assertEquals(1, server.events("connection_refused"), "one event per interval");
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void theLimitHoldsForAllInstancesTogetherAndAPlaceGivenBackIsTaken(
      String transport, String engine) throws IOException {
    try (RunningServer server =
            RunningServer.tcp(
                transport, engine(engine).put("maxConnections", 1).put("instances", 4));
        TcpPeer first = TcpPeer.connect(server.tcpPort())) {
      first.exchange("the only one");
      for (int i = 0; i < 4; i++) {
        try (TcpPeer beyond = TcpPeer.connect(server.tcpPort())) {
          expectRefused(beyond);
        }
      }
      server.awaitCounter("tcp", "dropped.connection_limit", 4);
      first.sendEnd();
      first.expectClosed();
      server.awaitGauge("tcp", "connections_open", 0);

      try (TcpPeer next = TcpPeer.connect(server.tcpPort())) {
        next.exchange("there is room again");
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void aStopLetsAnOpenConnectionFinish(String transport, String engine) throws IOException {
    try (RunningServer server = RunningServer.start(transport, draining(engine, "30s"));
        TcpPeer peer = TcpPeer.connect(server.tcpPort())) {
      peer.exchange("before the stop");
      Future<Void> stopped = server.undeploy();
      Awaitility.await().until(() -> refusesToConnect(server.tcpPort()));

      byte[] rest = BytePattern.bytes(0, 500_000);
      peer.send(rest);
      if (engine.equals("direct")) {
        peer.sendEnd();
        assertArrayEquals(rest, peer.readToEnd());
      } else {
        // Vert.x may close a socket before the echo of the bytes ahead of FIN is sent.
        assertArrayEquals(rest, peer.read(rest.length));
        peer.sendEnd();
        peer.expectClosed();
      }
      RunningServer.result(stopped);
      server.awaitCounter("tcp", "received_bytes", 500_000 + "before the stop".length());
      assertEquals(0, server.dropped("tcp"));
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void aStopClosesAndCountsAConnectionThatDoesNotFinishInTime(String transport, String engine)
      throws IOException {
    try (RunningServer server = RunningServer.start(transport, draining(engine, "200ms"));
        TcpPeer peer = TcpPeer.connect(server.tcpPort())) {
      peer.exchange("and no end");

      RunningServer.result(server.undeploy());
      peer.expectClosed();
      server.awaitCounter("tcp", "dropped.drain_timeout", 1);
      assertEquals(1, server.dropped("tcp"), "one drop has one reason");
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void aStopWithoutConnectionsDoesNotWaitForTheDrain(String transport, String engine) {
    try (RunningServer server = RunningServer.start(transport, draining(engine, "1h"))) {
      RunningServer.result(server.undeploy());
    }
  }

  private static JsonObject draining(String engine, String timeout) {
    return new JsonObject()
        .put("tcp", engine(engine))
        .put("udp", new JsonObject().put("enabled", false))
        .put("shutdown", new JsonObject().put("drainTimeout", timeout));
  }

  private static void expectRefused(TcpPeer peer) throws IOException {
    try {
      peer.expectClosed();
    } catch (SocketException e) {
      // The server resets the connection when it refuses before the handshake has ended.
      assertEquals("Connection reset", e.getMessage());
    }
  }

  private static boolean refusesToConnect(int port) throws IOException {
    try {
      TcpPeer.connect(port).close();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }
}

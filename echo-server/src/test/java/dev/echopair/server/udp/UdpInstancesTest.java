package dev.echopair.server.udp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.server.testing.RunningServer;
import dev.echopair.server.testing.UdpPeer;
import dev.echopair.shared.process.StartupException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UdpInstancesTest {

  @ParameterizedTest
  @MethodSource("dev.echopair.server.testing.Engines#udpOnNative")
  void instancesShareThePortAndTheWork(String transport, String engine) throws IOException {
    JsonObject config = new JsonObject().put("instances", 4).put("engine", engine);
    try (RunningServer server = RunningServer.udp(transport, config)) {
      for (int i = 0; i < 64; i++) {
        // Each peer has a separate port, by which the kernel chooses the instance.
        try (UdpPeer peer = UdpPeer.of(server.udpPort())) {
          peer.exchange(("peer " + i).getBytes(UTF_8));
        }
      }

      assertEquals(4, server.listening("udp").getInteger("instances"));
      server.awaitCounter("udp", "received_messages", 64);
      long worked =
          server.reports("udp", 4).stream()
              .filter(report -> report.getJsonObject("counters").getLong("received_messages") > 0)
              .count();
      assertTrue(worked > 1, () -> worked + " of 4 instances had work");
    }
  }

  @Test
  void nioServesWithOneInstanceAndSaysSo() throws IOException {
    try (RunningServer server = RunningServer.udp("nio", new JsonObject().put("instances", 3));
        UdpPeer peer = UdpPeer.of(server.udpPort())) {
      peer.exchange("hello".getBytes(UTF_8));

      assertEquals(1, server.listening("udp").getInteger("instances"));
      assertEquals(
          "listening on udp://127.0.0.1:%d, 1 instance, nio transport; not 3 instances,"
                  .formatted(server.udpPort())
              + " because the nio transport cannot share a UDP port",
          server.awaitEvent("listening", "udp").getString("message"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.echopair.shared.testing.Transports#available")
  void aSecondServerOnThePortIsRefusedEvenThoughBothWouldShareIt(String transport)
      throws IOException {
    JsonObject shared = new JsonObject().put("instances", 2);
    try (RunningServer first = RunningServer.udp(transport, shared);
        UdpPeer peer = UdpPeer.of(first.udpPort())) {
      int port = first.udpPort();

      StartupException refused =
          assertThrows(
              StartupException.class,
              () -> RunningServer.udp(transport, shared.copy().put("port", port)).close());

      assertEquals(
          List.of(
              ("udp: cannot listen on 127.0.0.1:%d: the port is in use; choose another udp.port"
                      + " (0 for a free one) or stop its owner")
                  .formatted(port)),
          refused.problems());
      for (int i = 0; i < 16; i++) {
        peer.exchange("all to the first".getBytes(UTF_8));
      }
    }
  }
}

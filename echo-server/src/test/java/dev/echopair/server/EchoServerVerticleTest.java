package dev.echopair.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.server.testing.RunningServer;
import dev.echopair.server.testing.TcpPeer;
import dev.echopair.server.testing.UdpPeer;
import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.process.StartupException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EchoServerVerticleTest {

  private static final String TRANSPORTS = "dev.echopair.shared.testing.Transports#available";

  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void tellsForEachProtocolWhatIsServed(String transport) throws IOException {
    JsonObject config =
        new JsonObject()
            .put("tcp", new JsonObject().put("instances", 2))
            .put("udp", new JsonObject().put("instances", 1));
    try (RunningServer server = RunningServer.start(transport, config);
        TcpPeer tcp = TcpPeer.connect(server.tcpPort());
        UdpPeer udp = UdpPeer.of(server.udpPort())) {
      tcp.exchange("what it says is true");
      udp.exchange("what it says is true".getBytes(UTF_8));

      JsonObject event = server.awaitEvent("listening", "tcp");
      assertEquals(
          "listening on tcp://127.0.0.1:%d, 2 instances, %s transport"
              .formatted(server.tcpPort(), transport),
          event.getString("message"));
      assertEquals("server", event.getString("role"));
      assertEquals(
          new JsonObject()
              .put("address", "udp://127.0.0.1:" + server.udpPort())
              .put("protocol", "udp")
              .put("host", "127.0.0.1")
              .put("port", server.udpPort())
              .put("instances", 1)
              .put("transport", transport),
          server.listening("udp"));
    }
  }

  @Test
  void servesOneInstancePerEventLoopUnlessToldOtherwise() {
    try (RunningServer server = RunningServer.tcp("nio", new JsonObject())) {
      // The event loops of RunningServer's Vert.x.
      assertEquals(4, server.listening("tcp").getInteger("instances"));
    }
  }

  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void reportsOfEveryInstanceAreNumberedWithoutAGapAndEndWithALastOne(String transport)
      throws IOException {
    try (RunningServer server =
            RunningServer.start(
                transport,
                new JsonObject()
                    .put("tcp", new JsonObject().put("instances", 2))
                    .put("udp", new JsonObject().put("instances", 1))
                    // An interval this long: only the stop publishes reports.
                    .put("metrics", new JsonObject().put("interval", "1h")));
        TcpPeer tcp = TcpPeer.connect(server.tcpPort());
        UdpPeer udp = UdpPeer.of(server.udpPort())) {
      tcp.exchange("12345");
      udp.exchange(new byte[7]);
      tcp.sendEnd();
      tcp.expectClosed();
      RunningServer.result(server.undeploy());

      for (JsonObject report :
          Stream.concat(server.reports("tcp", 2).stream(), server.reports("udp", 1).stream())
              .toList()) {
        assertEquals(0, report.getInteger("sequence"), report::encode);
        assertEquals(3_600_000, report.getInteger("intervalMs"), report::encode);
        assertEquals("server", report.getString("role"), report::encode);
      }
      assertEquals(5, server.counter("tcp", "received_bytes"));
      assertEquals(7, server.counter("udp", "received_bytes"));
      assertEquals(7, server.counter("udp", "sent_bytes"));
    }
  }

  @Test
  void refusesToServeNothing() {
    JsonObject nothing =
        new JsonObject()
            .put("tcp", new JsonObject().put("enabled", false))
            .put("udp", new JsonObject().put("enabled", false));

    StartupException refused =
        assertThrows(StartupException.class, () -> RunningServer.start("nio", nothing).close());

    assertEquals(
        List.of("nothing to serve: tcp.enabled and udp.enabled are both false"),
        refused.problems());
  }

  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void namesHostAndPortOfATcpPortInUse(String transport) throws IOException {
    try (ServerSocket owner = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      JsonObject used = new JsonObject().put("port", owner.getLocalPort());

      StartupException refused =
          assertThrows(StartupException.class, () -> RunningServer.tcp(transport, used).close());

      assertEquals(
          List.of(
              ("tcp: cannot listen on 127.0.0.1:%d: the port is in use; choose another tcp.port"
                      + " (0 for a free one) or stop its owner")
                  .formatted(owner.getLocalPort())),
          refused.problems());
    }
  }

  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void tellsBothFailuresAtOnce(String transport) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
        DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
      JsonObject used =
          new JsonObject()
              .put("tcp", new JsonObject().put("port", tcp.getLocalPort()))
              .put("udp", new JsonObject().put("port", udp.getLocalPort()));

      StartupException refused =
          assertThrows(StartupException.class, () -> RunningServer.start(transport, used).close());

      assertEquals(2, refused.problems().size(), refused::getMessage);
      assertTrue(
          refused.problems().get(0).startsWith("tcp: cannot listen on 127.0.0.1:"),
          refused::getMessage);
      assertTrue(
          refused.problems().get(1).startsWith("udp: cannot listen on 127.0.0.1:"),
          refused::getMessage);
    }
  }

  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void namesAnAddressThatNoInterfaceHas(String transport) {
    // An address of TEST-NET-1 (RFC 5737), which no machine has.
    JsonObject elsewhere = new JsonObject().put("host", "192.0.2.1").put("port", 7007);

    StartupException tcp =
        assertThrows(StartupException.class, () -> RunningServer.tcp(transport, elsewhere).close());
    StartupException udp =
        assertThrows(StartupException.class, () -> RunningServer.udp(transport, elsewhere).close());

    assertEquals(
        List.of(
            "tcp: cannot listen on 192.0.2.1:7007: no interface of this machine has that address;"
                + " check tcp.host"),
        tcp.problems());
    assertEquals(
        List.of(
            "udp: cannot listen on 192.0.2.1:7007: no interface of this machine has that address;"
                + " check udp.host"),
        udp.problems());
  }

  @Test
  void refusesAConfigurationThatTheSchemaDoesNotAllow() {
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> RunningServer.tcp("nio", new JsonObject().put("prot", 1)).close());

    assertTrue(refused.getMessage().startsWith("/tcp/prot: unknown key"), refused::getMessage);
  }
}

package dev.echopair.client.verticle;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.testing.Bus;
import dev.echopair.client.testing.TestLoop;
import dev.echopair.server.tcp.TcpEchoVerticle;
import dev.echopair.server.udp.UdpEchoVerticle;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.metrics.HistogramCodec;
import dev.echopair.shared.testing.ReportSchema;
import dev.echopair.shared.testing.ReservedPorts;
import dev.echopair.shared.testing.SilentPort;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both probe verticles against the real echo server, which the test deploys and undeploys. */
class ProbeVerticleTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static List<String> protocolsAndTransports() {
    return TestLoop.transports().stream()
        .flatMap(transport -> List.of("tcp," + transport, "udp," + transport).stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("protocolsAndTransports")
  void publishesReportsThatAddUp(String protocolAndTransport) {
    String protocol = protocolAndTransport.split(",", -1)[0];
    try (TestLoop loop = new TestLoop(protocolAndTransport.split(",", -1)[1])) {
      Bus bus = new Bus(loop.vertx());
      int port = ReservedPorts.next();
      deploy(loop, echo(protocol), server(port));
      String client = deploy(loop, client(protocol), probe(protocol, port));
      await().atMost(PATIENCE).until(() -> bus.newest("received_messages") >= 20);
      TestLoop.await(loop.vertx().undeploy(client));
      int published = bus.reports().size();
      await().atMost(PATIENCE).until(() -> bus.reports().size() >= published);

      bus.reports().forEach(r -> assertEquals(List.of(), ReportSchema.problemsOf(r), r::encode));
      JsonObject last = bus.reports().get(bus.reports().size() - 1);
      JsonObject counters = last.getJsonObject("counters");
      long received = counters.getLong("received_messages");
      assertEquals("client", last.getString("role"));
      assertEquals(protocol, last.getString("transport"));
      assertEquals("p", last.getJsonObject("labels").getString("probe"));
      assertEquals(100 * received, counters.getLong("received_bytes"));
      assertEquals(100 * counters.getLong("sent_messages"), counters.getLong("sent_bytes"));
      assertEquals(
          counters.getLong("sent_messages"),
          received + last.getJsonObject("gauges").getLong("in_flight"));
      assertEquals(0, counters.getLong("lost_messages"));
      assertEquals(0, counters.getLong("corrupted_messages"));
      assertEquals(
          received,
          HistogramCodec.decode(last.getJsonObject("histograms").getString("rtt_ns"))
              .getTotalCount());
      for (int i = 0; i < bus.reports().size(); i++) {
        assertEquals(i, bus.reports().get(i).getInteger("sequence"));
      }
      assertEquals(List.of(), bus.targetChanges(), "no event while the target answers");
    }
  }

  @ParameterizedTest
  @CsvSource({"tcp", "udp"})
  void tellsOnceThatATargetIsGoneAndOnceThatItIsBack(String protocol) {
    try (TestLoop loop = new TestLoop()) {
      Bus bus = new Bus(loop.vertx());
      int port = ReservedPorts.next();
      String server = deploy(loop, echo(protocol), server(port));
      deploy(loop, client(protocol), probe(protocol, port));
      await().atMost(PATIENCE).until(() -> bus.newest("received_messages") > 0);

      TestLoop.await(loop.vertx().undeploy(server));
      await().atMost(PATIENCE).until(() -> bus.targetChanges().equals(List.of(false)));
      long reports = bus.reports().size();
      await().atMost(PATIENCE).until(() -> bus.reports().size() >= reports + 10);
      assertEquals(List.of(false), bus.targetChanges(), () -> bus.messages(EchoEvents.TARGET) + "");

      deploy(loop, echo(protocol), server(port));
      await().atMost(PATIENCE).until(() -> bus.targetChanges().equals(List.of(false, true)));
      long before = bus.newest("received_messages");
      await().atMost(PATIENCE).until(() -> bus.newest("received_messages") > before);
      if (protocol.equals("tcp")) {
        assertTrue(bus.newest("connections") >= 2, "connected again");
        assertTrue(bus.newest("unsent_messages") > 0, "no connection to send on");
      } else {
        assertTrue(bus.newest("refused_messages") > 0, "ICMP errors arrived");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, connection refused: the host is there",
    "udp, ICMP port unreachable came back: the host is there"
  })
  void saysWhyATargetCannotBeReached(String protocol, String reason) {
    try (SilentPort nobody = SilentPort.bind();
        TestLoop loop = new TestLoop()) {
      Bus bus = new Bus(loop.vertx());
      int port = nobody.number();
      deploy(loop, client(protocol), probe(protocol, port));
      await().atMost(PATIENCE).until(() -> !bus.targetChanges().isEmpty());

      String message = bus.messages(EchoEvents.TARGET).get(0);
      assertTrue(
          message.startsWith("probe p: %s://127.0.0.1:%d: %s".formatted(protocol, port, reason)),
          message);
    }
  }

  @ParameterizedTest
  @CsvSource({"tcp", "udp"})
  void theServiceDeploysAsManyInstancesAsAProbeAsksFor(String protocol) {
    try (TestLoop loop = new TestLoop()) {
      Bus bus = new Bus(loop.vertx());
      int port = ReservedPorts.next();
      deploy(loop, echo(protocol), server(port));
      JsonObject config = probe(protocol, port);
      config.getJsonArray("probes").getJsonObject(0).put("instances", 3);
      deploy(loop, new ProbeServiceVerticle(), config);

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  bus.reports().stream()
                          .filter(r -> r.getJsonObject("counters").getLong("received_messages") > 0)
                          .map(r -> r.getInteger("instance"))
                          .distinct()
                          .count()
                      == 3);
      assertTrue(
          bus.messages(EchoEvents.PROBING).get(0).contains("with 100 bytes, 3 instances"),
          () -> bus.messages(EchoEvents.PROBING).toString());
    }
  }

  private static Deployable echo(String protocol) {
    return protocol.equals("tcp") ? new TcpEchoVerticle() : new UdpEchoVerticle();
  }

  private static Deployable client(String protocol) {
    return protocol.equals("tcp") ? new TcpClientVerticle() : new UdpClientVerticle();
  }

  private static String deploy(TestLoop loop, Deployable verticle, JsonObject config) {
    return TestLoop.await(
        loop.vertx().deployVerticle(verticle, new DeploymentOptions().setConfig(config)));
  }

  private static JsonObject server(int port) {
    return new JsonObject()
        .put("tcp", new JsonObject().put("port", port))
        .put("udp", new JsonObject().put("port", port))
        .put("shutdown", new JsonObject().put("drainTimeout", "0s"));
  }

  private static JsonObject probe(String protocol, int port) {
    return new JsonObject()
        .put("metrics", new JsonObject().put("interval", "20ms"))
        .put(
            "probes",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("name", "p")
                        .put("target", protocol + "://127.0.0.1:" + port)
                        .put("interval", "5ms")
                        .put("timeout", "5s")
                        .put("size", 100)));
  }
}

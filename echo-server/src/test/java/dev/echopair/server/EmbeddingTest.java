package dev.echopair.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.server.tcp.TcpEchoVerticle;
import dev.echopair.server.udp.UdpEchoVerticle;
import dev.echopair.shared.metrics.BusAddress;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The verticles in another application: deployed by name with JSON, or made with a record. */
class EmbeddingTest {

  /** Not the default: a report with this interval proves that the configuration was read. */
  private static final int INTERVAL_MS = 23;

  private static final JsonObject CONFIG =
      new JsonObject()
          .put("tcp", new JsonObject().put("port", 0).put("instances", 1))
          .put("udp", new JsonObject().put("port", 0).put("instances", 1))
          .put("metrics", new JsonObject().put("interval", INTERVAL_MS + "ms"));

  private final Vertx vertx = Vertx.vertx();

  static Stream<Arguments> verticles() {
    return Stream.of(
        verticle(EchoServerVerticle.class, EchoServerVerticle::new, "tcp"),
        verticle(TcpEchoVerticle.class, TcpEchoVerticle::new, "tcp"),
        verticle(UdpEchoVerticle.class, UdpEchoVerticle::new, "udp"));
  }

  private static Arguments verticle(
      Class<? extends VerticleBase> type,
      Function<ServerConfig, VerticleBase> made,
      String transport) {
    return Arguments.of(type, made, transport);
  }

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @ParameterizedTest
  @MethodSource("verticles")
  void isDeployedByNameWithJson(
      Class<? extends VerticleBase> type,
      Function<ServerConfig, VerticleBase> made,
      String transport)
      throws Exception {
    BlockingQueue<JsonObject> reports = reports(transport);
    get(vertx.deployVerticle(type.getName(), new DeploymentOptions().setConfig(CONFIG)));

    awaitReportOfTheInterval(reports);
  }

  @ParameterizedTest
  @MethodSource("verticles")
  void isMadeWithItsConfiguration(
      Class<? extends VerticleBase> type,
      Function<ServerConfig, VerticleBase> made,
      String transport)
      throws Exception {
    BlockingQueue<JsonObject> reports = reports(transport);
    get(vertx.deployVerticle(made.apply(ServerConfig.of(CONFIG))));

    awaitReportOfTheInterval(reports);
  }

  private BlockingQueue<JsonObject> reports(String transport) throws Exception {
    BlockingQueue<JsonObject> reports = new LinkedBlockingQueue<>();
    get(
        vertx
            .eventBus()
            .<JsonObject>consumer(
                BusAddress.reports("server", transport), message -> reports.add(message.body()))
            .completion());
    return reports;
  }

  private static void awaitReportOfTheInterval(BlockingQueue<JsonObject> reports)
      throws InterruptedException {
    JsonObject report = reports.poll(30, TimeUnit.SECONDS);
    assertNotNull(report, "no report within 30 s");
    assertEquals(INTERVAL_MS, report.getInteger("intervalMs"), report::encode);
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}

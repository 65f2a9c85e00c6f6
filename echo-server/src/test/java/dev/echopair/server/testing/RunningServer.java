package dev.echopair.server.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.server.EchoServerVerticle;
import dev.echopair.server.config.ServerConfig;
import dev.echopair.shared.launch.TransportChoice;
import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.testing.ReportSchema;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * An echo server in the process of the test, with a separate Vert.x instance and free ports. It
 * records every event and report that the server publishes, and checks each report against its JSON
 * Schema.
 */
public final class RunningServer implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  private final Vertx vertx;
  private final EchoServerVerticle verticle = new EchoServerVerticle();
  private final List<JsonObject> events = new ArrayList<>();
  private final List<String> badReports = new ArrayList<>();
  private final Map<String, JsonObject> lastReports = new TreeMap<>();

  private String deploymentId;

  private RunningServer(String transport) {
    vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(4))
            .withTransport(TransportChoice.resolve(transport))
            .build();
    listenTo(BusAddress.EVENTS, this::eventCame);
    BusAddress.REPORTS.forEach(address -> listenTo(address, this::reportCame));
  }

  /**
   * Starts a server. Keys that are not set have their defaults, except the ports, which are free.
   */
  public static RunningServer start(String transport, JsonObject config) {
    RunningServer server = new RunningServer(transport);
    try {
      server.deploymentId = result(server.deploy(config));
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** Starts a server that echoes over TCP only. */
  public static RunningServer tcp(String transport, JsonObject tcp) {
    return start(
        transport,
        new JsonObject().put("tcp", tcp).put("udp", new JsonObject().put("enabled", false)));
  }

  /** Starts a server that echoes over UDP only. */
  public static RunningServer udp(String transport, JsonObject udp) {
    return start(
        transport,
        new JsonObject().put("udp", udp).put("tcp", new JsonObject().put("enabled", false)));
  }

  /** Waits for a future; throws its failure, unchanged if it is an unchecked exception. */
  public static <T> T result(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private Future<String> deploy(JsonObject config) {
    return vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(complete(config)));
  }

  /** Applies a changed configuration; missing keys are completed as at the start. */
  public Future<Void> reconfigure(JsonObject changed) {
    return verticle.reconfigure(ServerConfig.of(complete(changed)));
  }

  private static JsonObject complete(JsonObject config) {
    return new JsonObject()
        .put("tcp", new JsonObject().put("port", 0))
        .put("udp", new JsonObject().put("port", 0))
        .put("management", new JsonObject().put("enabled", false))
        .put("metrics", new JsonObject().put("interval", "20ms"))
        .mergeIn(config, true);
  }

  /** Starts to undeploy the server, which stops it. */
  public Future<Void> undeploy() {
    return vertx.undeploy(deploymentId);
  }

  public int tcpPort() {
    return listening("tcp").getInteger("port");
  }

  public int udpPort() {
    return listening("udp").getInteger("port");
  }

  /** Waits for the event that a protocol listens; returns its details. */
  public JsonObject listening(String protocol) {
    return awaitEvent("listening", protocol).getJsonObject("details");
  }

  /** Waits for an event of a kind and, if it has one, a protocol; returns the event. */
  public synchronized JsonObject awaitEvent(String kind, String protocol) {
    await(kind + " event", () -> event(kind, protocol).isPresent());
    return event(kind, protocol).orElseThrow();
  }

  /** The number of events of a kind so far. */
  public synchronized long events(String kind) {
    return events.stream().filter(event -> kind.equals(event.getString("event"))).count();
  }

  /** Waits for reports of this number of instances; returns the last report of each instance. */
  public synchronized List<JsonObject> reports(String transport, int instances) {
    await(
        "reports of %d %s instances".formatted(instances, transport),
        () -> reports(transport).size() == instances);
    return reports(transport);
  }

  /** The sum of a counter over the last reports of all instances of a transport. */
  public synchronized long counter(String transport, String name) {
    return reports(transport).stream()
        .mapToLong(report -> report.getJsonObject("counters").getLong(name, 0L))
        .sum();
  }

  /** The sum of all drop counters of a transport. */
  public synchronized long dropped(String transport) {
    return reports(transport).stream()
        .flatMap(report -> report.getJsonObject("counters").stream())
        .filter(counter -> counter.getKey().startsWith("dropped."))
        .mapToLong(counter -> ((Number) counter.getValue()).longValue())
        .sum();
  }

  /** The sum of a gauge over the last reports of all instances of a transport. */
  public synchronized long gauge(String transport, String name) {
    return reports(transport).stream()
        .mapToLong(report -> report.getJsonObject("gauges").getLong(name, 0L))
        .sum();
  }

  /** Waits until a counter in the reports has a value. */
  public synchronized void awaitCounter(String transport, String name, long expected) {
    await(
        "%s %s of %d".formatted(transport, name, expected),
        () -> counter(transport, name) >= expected);
    assertEquals(expected, counter(transport, name), transport + " " + name);
  }

  /** Waits until a gauge in the reports has a value. */
  public synchronized void awaitGauge(String transport, String name, long expected) {
    await(
        "%s %s of %d".formatted(transport, name, expected),
        () -> gauge(transport, name) == expected);
  }

  /** Waits until a condition holds; each event and each report triggers a new check. */
  public synchronized void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError(
            "waited for " + what + "; events: " + events + ", reports: " + lastReports.values());
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
    }
  }

  /** Closes the Vert.x instance; fails when a report violated the schema. */
  @Override
  public void close() {
    if (deploymentId != null && vertx.deploymentIDs().contains(deploymentId)) {
      // The server stops first, while this class can still receive the last reports.
      result(undeploy());
    }
    result(vertx.close());
    synchronized (this) {
      assertEquals(List.of(), badReports, "invalid reports");
    }
  }

  private void listenTo(String address, java.util.function.Consumer<JsonObject> handler) {
    result(
        vertx
            .eventBus()
            .<JsonObject>consumer(address, message -> handler.accept(message.body()))
            .completion());
  }

  private synchronized void eventCame(JsonObject event) {
    events.add(event);
    notifyAll();
  }

  private synchronized void reportCame(JsonObject report) {
    ReportSchema.problemsOf(report).forEach(problem -> badReports.add(problem + " in " + report));
    lastReports.put(report.getString("transport") + "/" + report.getInteger("instance"), report);
    notifyAll();
  }

  private Optional<JsonObject> event(String kind, String protocol) {
    return events.stream()
        .filter(event -> kind.equals(event.getString("event")))
        .filter(
            event ->
                protocol.equals(event.getJsonObject("details").getString("protocol", protocol)))
        .findFirst();
  }

  private List<JsonObject> reports(String transport) {
    return lastReports.values().stream()
        .filter(report -> transport.equals(report.getString("transport")))
        .toList();
  }
}

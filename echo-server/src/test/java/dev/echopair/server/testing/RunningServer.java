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
 * An echo server inside the test's own process: a Vert.x instance of its own, on ports that are
 * free, with every event and report that it publishes. Every report is held to its JSON Schema.
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

  /** Starts a server; keys that are not given have the defaults, but free ports. */
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

  /** A TCP echo alone. */
  public static RunningServer tcp(String transport, JsonObject tcp) {
    return start(
        transport,
        new JsonObject().put("tcp", tcp).put("udp", new JsonObject().put("enabled", false)));
  }

  /** A UDP echo alone. */
  public static RunningServer udp(String transport, JsonObject udp) {
    return start(
        transport,
        new JsonObject().put("udp", udp).put("tcp", new JsonObject().put("enabled", false)));
  }

  /** Waits for a future; what it failed with is thrown as it is where it is unchecked. */
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

  /** Applies a changed configuration, completed as at the start. */
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

  /** Starts to stop the server as an undeployment does. */
  public Future<Void> undeploy() {
    return vertx.undeploy(deploymentId);
  }

  public int tcpPort() {
    return listening("tcp").getInteger("port");
  }

  public int udpPort() {
    return listening("udp").getInteger("port");
  }

  /** The details of the event that says what is served; waits for it. */
  public JsonObject listening(String protocol) {
    return awaitEvent("listening", protocol).getJsonObject("details");
  }

  /** An event of a kind and, where it has one, a protocol; waits for it. */
  public synchronized JsonObject awaitEvent(String kind, String protocol) {
    await(kind + " event", () -> event(kind, protocol).isPresent());
    return event(kind, protocol).orElseThrow();
  }

  /** How often a kind of event has come. */
  public synchronized long events(String kind) {
    return events.stream().filter(event -> kind.equals(event.getString("event"))).count();
  }

  /** The last report of each instance of a transport, as soon as so many instances reported. */
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

  /** The sum of all drops of a transport. */
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

  /** Waits until the reports say so. */
  public synchronized void awaitCounter(String transport, String name, long expected) {
    await(
        "%s %s of %d".formatted(transport, name, expected),
        () -> counter(transport, name) >= expected);
    assertEquals(expected, counter(transport, name), transport + " " + name);
  }

  /** Waits until the reports say so. */
  public synchronized void awaitGauge(String transport, String name, long expected) {
    await(
        "%s %s of %d".formatted(transport, name, expected),
        () -> gauge(transport, name) == expected);
  }

  /** Waits until a condition holds that only an event or a report can make true. */
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

  /** Closes the Vert.x instance; fails when a report did not follow the schema. */
  @Override
  public void close() {
    if (deploymentId != null && vertx.deploymentIDs().contains(deploymentId)) {
      // First of all, so that there still is somebody to take the last reports.
      result(undeploy());
    }
    result(vertx.close());
    synchronized (this) {
      assertEquals(List.of(), badReports, "reports that are not valid");
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

package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.Await;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The names of nodes on the bus, and the printed form of reports and events. */
final class BusTest {

  private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
  private Vertx vertx;

  @BeforeEach
  void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void closeVertx() {
    Await.result(vertx.close());
  }

  private PrintStream printer() {
    return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
      @Override
      public void println(String line) {
        printed.add(line);
      }
    };
  }

  private String nextLine() throws InterruptedException {
    return printed.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void namesANodeTheSameEachTimeAndAnotherDifferently() {
    String name = NodeName.of(vertx);
    assertEquals(name, NodeName.of(vertx));
    Vertx other = Vertx.vertx();
    try {
      assertNotEquals(name, NodeName.of(other));
    } finally {
      Await.result(other.close());
    }
    assertTrue(name.matches(".+-" + ProcessHandle.current().pid() + "-[0-9a-f]{4}"), name);
  }

  @Test
  void numbersInstancesWithinTheirNodeRoleAndTransport() {
    assertEquals(0, Reporter.next(vertx, "server", "tcp", Map.of()).instance());
    assertEquals(1, Reporter.next(vertx, "server", "tcp", Map.of("a", "b")).instance());
    assertEquals(0, Reporter.next(vertx, "server", "udp", Map.of()).instance());
    assertEquals(0, Reporter.next(vertx, "client", "tcp", Map.of()).instance());
    Reporter third = Reporter.next(vertx, "server", "tcp", Map.of());
    assertEquals(new Reporter(NodeName.of(vertx), "server", "tcp", 2, Map.of()), third);
  }

  @Test
  void addressesReportsByRoleAndTransport() {
    assertEquals(
        List.of(
            "echo.metrics.server.tcp",
            "echo.metrics.server.udp",
            "echo.metrics.client.tcp",
            "echo.metrics.client.udp"),
        BusAddress.REPORTS);
    assertEquals("echo.events", BusAddress.EVENTS);
    assertEquals("echo.metrics.totals", BusAddress.TOTALS);
    assertEquals("echo.metrics.snapshot", BusAddress.SNAPSHOT);
  }

  @Test
  void publishesEventsWithWhoWhenAndWhat() throws InterruptedException {
    BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    Await.result(
        vertx
            .eventBus()
            .<JsonObject>consumer(BusAddress.EVENTS)
            .handler(message -> events.add(message.body()))
            .completion());
    JsonObject details = new JsonObject().put("port", 7);
    new EchoEvents(vertx, "server").publish(EchoEvents.LISTENING, "it serves", details);
    JsonObject event = events.poll(30, TimeUnit.SECONDS);
    assertTrue(!Instant.parse((String) event.remove("time")).isAfter(Instant.now()));
    assertEquals(
        new JsonObject()
            .put("version", 1)
            .put("node", NodeName.of(vertx))
            .put("role", "server")
            .put("event", "listening")
            .put("message", "it serves")
            .put("details", details),
        event);
  }

  @Test
  void printsTheEventsOfItsOwnNodeOnly() throws InterruptedException {
    Await.result(EventLines.print(vertx, printer(), "echo-test"));
    JsonObject foreign = new JsonObject().put("node", "another").put("message", "not ours");
    vertx.eventBus().publish(BusAddress.EVENTS, foreign);
    vertx.eventBus().publish(BusAddress.EVENTS, "no event at all");
    vertx.eventBus().publish(BusAddress.EVENTS, new JsonObject());
    new EchoEvents(vertx, "server").publish("listening", "ours", new JsonObject());
    assertEquals("echo-test: ours", nextLine());
    assertTrue(printed.isEmpty(), printed::toString);
  }

  @Test
  void printsTheReportsOfEveryAddressAsALineOfJsonEach() throws InterruptedException {
    Await.result(ReportLines.print(vertx, printer()));
    for (String address : BusAddress.REPORTS) {
      vertx.eventBus().publish(address, "no report at all");
      JsonObject report = new JsonObject().put("address", address).put("text", "a\nb");
      vertx.eventBus().publish(address, report);
      String line = nextLine();
      assertEquals(report, new JsonObject(line));
      assertEquals(1, line.lines().count());
    }
    assertTrue(printed.isEmpty(), printed::toString);
  }
}

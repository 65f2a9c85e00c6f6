package dev.echopair.client.testing;

import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.EchoEvents;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records all reports and events of clients on the bus. */
public final class Bus {

  private final List<JsonObject> reports = new CopyOnWriteArrayList<>();
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();

  /** Starts recording. */
  public Bus(Vertx vertx) {
    listen(vertx, BusAddress.reports("client", "tcp"), reports);
    listen(vertx, BusAddress.reports("client", "udp"), reports);
    listen(vertx, BusAddress.EVENTS, events);
  }

  private static void listen(Vertx vertx, String address, List<JsonObject> into) {
    MessageConsumer<JsonObject> consumer = vertx.eventBus().consumer(address);
    consumer.handler(message -> into.add(message.body()));
    TestLoop.await(consumer.completion());
  }

  /** Every report so far. */
  public List<JsonObject> reports() {
    return reports;
  }

  /** A counter of the newest report; 0 before the first report. */
  public long newest(String counter) {
    return reports.isEmpty()
        ? 0
        : reports.get(reports.size() - 1).getJsonObject("counters").getLong(counter, 0L);
  }

  /** The changes of the target's state, in order: true for reachable. */
  public List<Boolean> targetChanges() {
    return events.stream()
        .filter(event -> EchoEvents.TARGET.equals(event.getString("event")))
        .map(event -> event.getJsonObject("details").getBoolean("reachable"))
        .toList();
  }

  /** The messages of the events of one kind. */
  public List<String> messages(String event) {
    return events.stream()
        .filter(each -> event.equals(each.getString("event")))
        .map(each -> each.getString("message"))
        .toList();
  }
}

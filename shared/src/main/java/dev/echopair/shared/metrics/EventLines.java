package dev.echopair.shared.metrics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;

/** Prints each event of this node as a line for the operator. */
public final class EventLines {

  private EventLines() {}

  /**
   * Starts printing the events of this node.
   *
   * @param program put before each line
   * @return completes when the subscription is active
   */
  public static Future<Void> print(Vertx vertx, PrintStream out, String program) {
    String node = NodeName.of(vertx);
    MessageConsumer<Object> consumer = vertx.eventBus().consumer(BusAddress.EVENTS);
    consumer.handler(
        message -> {
          if (message.body() instanceof JsonObject event && node.equals(event.getValue("node"))) {
            out.println(program + ": " + event.getValue("message"));
          }
        });
    return consumer.completion();
  }
}

package dev.echopair.shared.metrics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;

/** Prints each report that the bus carries as a line of JSON: {@code --print-metrics}. */
public final class ReportLines {

  private ReportLines() {}

  /**
   * Starts printing.
   *
   * @return completes when the subscriptions are active
   */
  public static Future<Void> print(Vertx vertx, PrintStream out) {
    List<Future<Void>> ready =
        BusAddress.REPORTS.stream()
            .map(
                address -> {
                  MessageConsumer<Object> consumer = vertx.eventBus().consumer(address);
                  consumer.handler(
                      message -> {
                        if (message.body() instanceof JsonObject report) {
                          out.println(report.encode());
                        }
                      });
                  return consumer.completion();
                })
            .toList();
    return Future.all(ready).mapEmpty();
  }
}

package dev.echopair.shared.management;

import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.metrics.Metric;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * The definitions of metrics, drop reasons and bus addresses as a JavaScript module, so that the
 * dashboard does not define them again.
 */
final class PageDefinitions {

  private PageDefinitions() {}

  /** The module: {@code METRICS} and {@code REASONS} by name of the constant, {@code ADDRESSES}. */
  static String script() {
    return "// Made from Metric.java, DropReason.java and BusAddress.java.\n\n"
        + constant("METRICS", metrics())
        + constant("REASONS", reasons())
        + constant("ADDRESSES", addresses());
  }

  private static String constant(String name, JsonObject value) {
    return "export const " + name + " = " + value.encodePrettily() + ";\n";
  }

  private static JsonObject metrics() {
    JsonObject metrics = new JsonObject();
    for (Metric metric : Metric.values()) {
      JsonObject json =
          new JsonObject()
              .put("name", metric.busName())
              .put("kind", metric.kind().name().toLowerCase(Locale.ROOT))
              .put("unit", metric.unit().label())
              .put("title", metric.title())
              .put("help", metric.help());
      if (metric.kind() == Metric.Kind.HISTOGRAM) {
        json.put("latency", metric.latencyName());
      }
      metrics.put(metric.name(), json);
    }
    return metrics;
  }

  private static JsonObject reasons() {
    JsonObject reasons = new JsonObject();
    for (DropReason reason : DropReason.values()) {
      reasons.put(
          reason.counterName(),
          new JsonObject()
              .put("title", reason.label().replace('_', ' '))
              .put("help", reason.help()));
    }
    return reasons;
  }

  private static JsonObject addresses() {
    return new JsonObject()
        .put("TOTALS", BusAddress.TOTALS)
        .put("SNAPSHOT", BusAddress.SNAPSHOT)
        .put("EVENTS", BusAddress.EVENTS);
  }
}

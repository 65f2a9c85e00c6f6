package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/** A result as JSON: the keys have a fixed order; a value without data is {@code null}. */
final class ResultJson {

  /** With more flows than this, the JSON contains no flows: a megabyte of them is no use. */
  static final int MOST_FLOWS = 1024;

  private ResultJson() {}

  static JsonObject of(RunResult result, Percentiles percentiles, List<Outcome> outcomes) {
    JsonObject json = new JsonObject();
    json.put("target", result.spec().target().toString());
    for (Figure figure : Figures.all(percentiles.withDefaults())) {
      put(json, figure, result);
    }
    json.put("transport", result.transport());
    json.put("started", result.started().truncatedTo(ChronoUnit.MILLIS).toString());
    json.put("interrupted", result.interrupted());
    json.put("warnings", new JsonArray(List.copyOf(result.warnings())));
    if (result.flows().size() > 1 && result.flows().size() <= MOST_FLOWS) {
      json.put("flows", new JsonArray(result.flows().stream().map(ResultJson::flow).toList()));
    }
    if (!outcomes.isEmpty()) {
      json.put("assertions", new JsonArray(outcomes.stream().map(ResultJson::outcome).toList()));
    }
    return json;
  }

  /** The local address of a flow; empty when the flow never had one. */
  static String local(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
      return Endpoint.hostPort(inet.getAddress().getHostAddress(), inet.getPort());
    }
    return address == null ? "" : address.toString();
  }

  private static void put(JsonObject json, Figure figure, RunResult result) {
    JsonObject group = json;
    List<String> path = figure.path();
    for (String key : path.subList(0, path.size() - 1)) {
      if (!group.containsKey(key)) {
        group.put(key, new JsonObject());
      }
      group = group.getJsonObject(key);
    }
    OptionalDouble value = figure.value(result);
    group.put(
        path.get(path.size() - 1),
        value.isPresent() ? figure.unit().rounded(value.getAsDouble()) : null);
  }

  private static JsonObject flow(FlowCounts flow) {
    JsonObject json =
        new JsonObject()
            .put("flow", flow.flow())
            .put("local", flow.local() == null ? null : local(flow.local()))
            .put(
                "local_port",
                flow.local() instanceof InetSocketAddress inet ? inet.getPort() : null)
            .put("sent", flow.counts().sent)
            .put("received", flow.counts().received)
            .put("lost", flow.counts().lost)
            .put("duplicated", flow.counts().duplicated)
            .put("reordered", flow.counts().reordered)
            .put("corrupted", flow.counts().corrupted)
            .put("late", flow.counts().late)
            .put("skipped", flow.counts().skipped)
            .put(
                "jitter_us",
                flow.counts().received == 0
                    ? null
                    : FigureUnit.MICROS.rounded(flow.jitterNanos() / 1e3));
    if (flow.roundTrip() != null) {
      json.put("rtt_us", roundTrip(flow.roundTrip()));
    }
    return json;
  }

  private static JsonObject roundTrip(Histogram samples) {
    boolean empty = samples.getTotalCount() == 0;
    return new JsonObject()
        .put("p50", empty ? null : micros(samples.getValueAtPercentile(50)))
        .put("p99", empty ? null : micros(samples.getValueAtPercentile(99)))
        .put("max", empty ? null : micros(samples.getMaxValue()));
  }

  private static Number micros(long nanos) {
    return FigureUnit.MICROS.rounded(nanos / 1e3);
  }

  private static JsonObject outcome(Outcome outcome) {
    Figure figure = outcome.assertion().figure();
    return new JsonObject()
        .put("assertion", outcome.assertion().text())
        .put("met", outcome.met())
        .put("figure", figure.name())
        .put(
            "actual",
            outcome.actual().isPresent()
                ? figure.unit().rounded(outcome.actual().getAsDouble())
                : null);
  }
}

package dev.echopair.client.verticle;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.FlowGroup;
import dev.echopair.client.flow.FlowSockets;
import dev.echopair.client.measure.RunRecorder;
import dev.echopair.shared.metrics.Measurements;
import dev.echopair.shared.metrics.Metric;
import dev.echopair.shared.metrics.ReportPublisher;
import dev.echopair.shared.metrics.Reporter;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The metrics of one verticle instance of the client, for its reports on the bus. */
final class ClientMetrics {

  private final RunRecorder recorder;
  private final FlowGroup flows;
  private final FlowSockets sockets;

  ClientMetrics(RunRecorder recorder, FlowGroup flows, FlowSockets sockets) {
    this.recorder = recorder;
    this.flows = flows;
    this.sockets = sockets;
  }

  /** Prepares the reports of an instance and assigns the next instance number. */
  static ReportPublisher publisher(
      Vertx vertx, String transport, RunSpec spec, Supplier<Measurements> source) {
    Map<String, String> labels = Map.of("probe", spec.name(), "target", spec.target().toString());
    Reporter reporter = Reporter.next(vertx, "client", transport, labels);
    return new ReportPublisher(vertx, reporter, spec.interval(), source);
  }

  /** The current counts, and the distributions up to the last drain or consolidation. */
  Measurements measurements() {
    Map<String, Long> counters = recorder.counters();
    Map<String, Long> gauges = new HashMap<>();
    gauges.put(Metric.IN_FLIGHT.busName(), (long) flows.inFlight());
    sockets.addTo(counters, gauges);
    return new Measurements(
        counters,
        gauges,
        Map.of(
            Metric.RTT.busName(),
            recorder.roundTrip(),
            Metric.SEND_LAG.busName(),
            recorder.sendLag()));
  }
}

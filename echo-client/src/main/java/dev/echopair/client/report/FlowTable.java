package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.shared.process.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The flows of a run, the worst first: a problem on one of many paths is at the top. */
final class FlowTable {

  private static final int MOST_LINES = 20;

  private FlowTable() {}

  /** The flows by loss, the largest first; flows with equal loss by p99, the slowest first. */
  static List<FlowCounts> worstFirst(RunResult result) {
    return result.flows().stream()
        .sorted(
            Comparator.comparingDouble(FlowTable::loss)
                .thenComparingLong(FlowTable::p99)
                .reversed()
                .thenComparingInt(FlowCounts::flow))
        .toList();
  }

  /** The loss of a flow: the lost part of the probes it sent, 0 to 1. */
  static double loss(FlowCounts flow) {
    return flow.counts().sent == 0 ? 0 : (double) flow.counts().lost / flow.counts().sent;
  }

  /** The lines of the summary; none for a run that was not measured by flow. */
  static List<String> lines(RunResult result) {
    if (!result.spec().perFlow() || result.flows().size() < 2) {
      return List.of();
    }
    TextTable table = new TextTable();
    table.row(
        List.of(
            result.spec().isUdp() ? "source port" : "connection",
            "sent",
            "received",
            "lost",
            "loss",
            "reordered",
            "p50",
            "p99",
            "max"));
    worstFirst(result).stream().limit(MOST_LINES).forEach(flow -> table.row(row(flow)));
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(table.lines());
    if (result.flows().size() > MOST_LINES) {
      lines.add("... and %d more, none worse".formatted(result.flows().size() - MOST_LINES));
    }
    return lines;
  }

  private static List<String> row(FlowCounts flow) {
    String local = ResultJson.local(flow.local());
    return List.of(
        local.isEmpty() ? "#" + flow.flow() : local,
        Quantity.count(flow.counts().sent),
        Quantity.count(flow.counts().received),
        Quantity.count(flow.counts().lost),
        Quantity.percent(100 * loss(flow)),
        Quantity.count(flow.counts().reordered),
        percentile(flow, 50),
        percentile(flow, 99),
        percentile(flow, 100));
  }

  /** A percentile of a flow's round-trip times, as text for people. */
  static String percentile(FlowCounts flow, double percentile) {
    Histogram samples = flow.roundTrip();
    return samples == null || samples.getTotalCount() == 0
        ? "-"
        : Quantity.micros(samples.getValueAtPercentile(percentile) / 1e3);
  }

  private static long p99(FlowCounts flow) {
    return flow.roundTrip() == null ? 0 : flow.roundTrip().getValueAtPercentile(99);
  }
}

package dev.echopair.client.watch;

import dev.echopair.shared.metrics.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The message rates of the last views, for each row. For one thread. */
final class RateHistory {

  /** Maximum number of points per row. */
  static final int MAX_POINTS = 240;

  private Map<TotalsView.Key, List<Double>> points = Map.of();

  /** Adds a view; removes the points of rows that the view does not have. */
  void add(TotalsView view) {
    Map<TotalsView.Key, List<Double>> next = new HashMap<>();
    Stream.concat(
            view.totals().stream(),
            view.nodes().stream().flatMap(node -> node.instances().stream()))
        .forEach(row -> next.put(row.key(), appended(row)));
    points = next;
  }

  /** Returns the points of a row, oldest first. */
  List<Double> of(TotalsView.Row row) {
    return points.getOrDefault(row.key(), List.of());
  }

  private List<Double> appended(TotalsView.Row row) {
    List<Double> known = points.getOrDefault(row.key(), List.of());
    List<Double> longer = new ArrayList<>(known);
    longer.add(row.rate(Metric.RECEIVED_MESSAGES).orElse(0));
    if (longer.size() > MAX_POINTS) {
      longer.remove(0);
    }
    return longer;
  }
}

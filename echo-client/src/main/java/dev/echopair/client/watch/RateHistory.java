package dev.echopair.client.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The message rates of the last views, row by row. For one thread. */
final class RateHistory {

  /** How many points are kept of each row. */
  static final int MAX_POINTS = 240;

  private static final String RATE = "received_messages";

  private Map<String, List<Double>> points = Map.of();

  /** Adds a view; rows that it does not have are forgotten. */
  void add(TotalsView view) {
    Map<String, List<Double>> next = new HashMap<>();
    Stream.concat(
            view.totals().stream(),
            view.nodes().stream().flatMap(node -> node.instances().stream()))
        .forEach(row -> next.put(row.key(), appended(row)));
    points = next;
  }

  /** The points of a row, oldest first. */
  List<Double> of(TotalsView.Row row) {
    return points.getOrDefault(row.key(), List.of());
  }

  private List<Double> appended(TotalsView.Row row) {
    List<Double> known = points.getOrDefault(row.key(), List.of());
    List<Double> longer = new ArrayList<>(known);
    longer.add(row.rate(RATE).orElse(0));
    if (longer.size() > MAX_POINTS) {
      longer.remove(0);
    }
    return longer;
  }
}

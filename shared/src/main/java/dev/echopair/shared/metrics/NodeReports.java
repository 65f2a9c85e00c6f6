package dev.echopair.shared.metrics;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What one node's own instances have reported, added up by role, transport and probe. For one
 * thread: the one that the reports come in on.
 */
public final class NodeReports {

  private final String node;
  private final Aggregator aggregator = new Aggregator();

  /** Keeps the reports of a node and passes over those of all others. */
  public NodeReports(String node) {
    this.node = node;
  }

  /** Takes whatever came over the bus at an address of reports. */
  public void accept(Object body) {
    if (body instanceof JsonObject json && node.equals(json.getValue("node"))) {
      aggregator.accept(json, Instant.now(), System.nanoTime());
    }
  }

  /** The sums, one for each set of labels. */
  public Collection<Group> groups() {
    Map<Map<String, String>, Group> groups = new LinkedHashMap<>();
    long now = System.nanoTime();
    for (InstanceState instance : aggregator.instancesOf(node)) {
      Map<String, String> labels = labels(instance.last().reporter());
      groups
          .computeIfAbsent(
              labels, key -> new Group(key, new TreeMap<>(), new TreeMap<>(), new HashMap<>()))
          .add(instance, !NodeState.isSilent(instance, now));
    }
    return groups.values();
  }

  private static Map<String, String> labels(Reporter reporter) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("role", reporter.role());
    labels.put("transport", reporter.transport());
    String probe = reporter.labels().get("probe");
    if (probe != null) {
      labels.put("probe", probe);
    }
    return labels;
  }

  /**
   * The sum of the instances that have the same labels.
   *
   * @param labels {@code role}, {@code transport}, and {@code probe} where there is one
   * @param counters cumulative counts, of instances that are gone too
   * @param gauges present values
   * @param histograms cumulative distributions
   */
  public record Group(
      Map<String, String> labels,
      Map<String, Long> counters,
      Map<String, Long> gauges,
      Map<String, Histogram> histograms) {

    private void add(InstanceState instance, boolean present) {
      instance.last().counters().forEach((name, value) -> counters.merge(name, value, Long::sum));
      if (present) {
        instance.last().gauges().forEach((name, value) -> gauges.merge(name, value, Long::sum));
      }
      instance
          .histograms()
          .forEach(
              (name, histogram) ->
                  histograms
                      .computeIfAbsent(name, key -> HistogramCodec.newTimeHistogram())
                      .add(histogram));
    }
  }
}

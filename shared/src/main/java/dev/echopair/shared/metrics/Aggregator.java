package dev.echopair.shared.metrics;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Merges the reports of all instances of all nodes into one view.
 *
 * <p>Counters and histograms are cumulative, so that the newest report of an instance says all
 * about it, and a lost one is only counted. Histograms are added, never their percentiles averaged.
 * What a node counted stays in the totals when it is gone: a restarted process is another node, and
 * totals never run backwards. Whatever comes over the bus is checked: what is no report is counted
 * and ignored. A plain class for one thread; all tables have bounds.
 */
public final class Aggregator {

  /** Verticle instances beyond which new ones are ignored. */
  static final int MAX_INSTANCES = 10_000;

  /** Gone nodes that are still shown; what older ones counted is kept in sum. */
  static final int MAX_GONE_NODES = 256;

  private final Map<String, NodeState> nodes = new LinkedHashMap<>();
  private final RetiredNodes retired = new RetiredNodes();

  private long receivedReports;
  private long ignoredReports;
  private int instances;

  /** What a report did to the view of its node. */
  public enum Effect {
    /** Nothing: malformed, foreign, repeated or beyond a bound. */
    IGNORED,
    /** The node is new, or is heard again. */
    NODE_JOINED,
    /** The node was known. */
    UPDATED
  }

  /**
   * Takes whatever came over the bus at an address of reports.
   *
   * @param body the message's body
   * @param now the wall clock
   * @param nowNanos the monotonic clock, which silence is measured by
   */
  public Effect accept(Object body, Instant now, long nowNanos) {
    receivedReports++;
    try {
      if (body instanceof JsonObject json) {
        return accept(MetricsReport.fromJson(json), now, nowNanos);
      }
    } catch (RuntimeException malformed) {
      // Anybody may publish on the bus: what cannot be read must not stop what can.
      ignoredReports++;
      return Effect.IGNORED;
    }
    ignoredReports++;
    return Effect.IGNORED;
  }

  private Effect accept(MetricsReport report, Instant now, long nowNanos) {
    Map<String, Histogram> decoded = HistogramCodec.decode(report.histograms());
    NodeState node = find(report.reporter().node());
    InstanceState known = node == null ? null : node.instance(report.reporter());
    if (known == null ? instances >= MAX_INSTANCES : !known.accept(report, decoded, nowNanos)) {
      ignoredReports++;
      return Effect.IGNORED;
    }
    boolean joined = node == null || node.gone();
    if (node == null) {
      node = new NodeState(report.reporter().node());
      nodes.put(node.name(), node);
    }
    if (known == null) {
      node.add(report.reporter(), new InstanceState(report, decoded, nowNanos));
      instances++;
    }
    node.heard(now);
    return joined ? Effect.NODE_JOINED : Effect.UPDATED;
  }

  /** A node that is known; nothing for a new one. */
  private NodeState find(String name) {
    NodeState known = nodes.get(name);
    if (known == null) {
      known = retired.recall(name).orElse(null);
      if (known != null) {
        nodes.put(name, known);
        instances += known.instances().size();
      }
    }
    return known;
  }

  /**
   * Marks the nodes that have been silent for three of their intervals as gone.
   *
   * @return the names of those that just became so
   */
  public List<String> expire(long nowNanos) {
    List<String> gone = new ArrayList<>();
    nodes.values().stream()
        .filter(node -> node.becomesGone(nowNanos))
        .map(NodeState::name)
        .forEach(gone::add);
    retireOldest();
    return gone;
  }

  /** Marks a node as gone that the cluster says has left; false when it is not known as present. */
  public boolean left(String nodeName) {
    NodeState node = nodes.get(nodeName);
    return node != null && node.leave();
  }

  private void retireOldest() {
    List<NodeState> gone =
        nodes.values().stream()
            .filter(NodeState::gone)
            .sorted(Comparator.comparing(NodeState::lastSeen))
            .toList();
    for (NodeState oldest : gone.subList(0, Math.max(0, gone.size() - MAX_GONE_NODES))) {
      nodes.remove(oldest.name());
      instances -= oldest.instances().size();
      retired.add(oldest);
    }
  }

  /** The present view; a copy that later reports do not change. */
  public Totals totals(String viewer, Instant now, long nowNanos, long intervalMs) {
    Map<String, Sum> sums = retired.sums();
    long lost = retired.lostReports();
    for (NodeState node : nodes.values()) {
      for (InstanceState instance : node.instances()) {
        lost += instance.lostReports();
        Sum sum = sums.computeIfAbsent(Sum.key(instance), key -> Sum.of(instance));
        sum.addFinal(instance);
        if (!node.gone() && !NodeState.isSilent(instance, nowNanos)) {
          sum.addPresent(instance);
        }
      }
    }
    return new Totals(
        viewer,
        now,
        intervalMs,
        receivedReports,
        lost,
        ignoredReports,
        List.copyOf(sums.values()),
        List.copyOf(nodes.values()),
        nowNanos);
  }

  /** The instances of one node that are known. */
  Collection<InstanceState> instancesOf(String nodeName) {
    NodeState node = nodes.get(nodeName);
    return node == null ? List.of() : List.copyOf(node.instances());
  }
}

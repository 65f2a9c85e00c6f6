package dev.echopair.shared.metrics;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Merges the reports of all instances of all nodes into one view.
 *
 * <p>Counters and histograms are cumulative: the newest report of an instance is complete, and a
 * lost report only increases the count of lost reports. Histograms are added; percentiles are never
 * averaged. The counts of a node stay in the totals when it is gone: a restarted process is another
 * node, and totals never run backwards. Messages that are not valid reports are counted and
 * ignored. A plain class for one thread; all tables have bounds.
 *
 * <p>A node has two aggregators with different input and grouping. One receives the reports of all
 * nodes, for the totals. The other one receives only the reports of the node's own verticles (see
 * {@link OwnAddress}), for Prometheus, so that a sum over scraped nodes counts nothing twice.
 */
public final class Aggregator {

  /** Maximum number of verticle instances; further instances are ignored. */
  static final int MAX_INSTANCES = 10_000;

  /**
   * Maximum number of gone nodes that are still shown. Of older ones, only the sum of their counts
   * is kept.
   */
  static final int MAX_GONE_NODES = 256;

  private final Map<String, NodeState> nodes = new LinkedHashMap<>();
  private final Grouping grouping;
  private final RetiredNodes retired;

  private long receivedReports;
  private long ignoredReports;
  private int instances;

  /** The effect of a report on the state of its node. */
  public enum Effect {
    /** None: the report is malformed, foreign, repeated or beyond a bound. */
    IGNORED,
    /** The node is new, or reports again after it was gone. */
    NODE_JOINED,
    /** The node was known. */
    UPDATED
  }

  private Aggregator(Grouping grouping) {
    this.grouping = grouping;
    this.retired = new RetiredNodes(grouping);
  }

  /** Adds up by role and transport: for the reports of all nodes. */
  public static Aggregator ofAllNodes() {
    return new Aggregator(Grouping.BY_TRANSPORT);
  }

  /** Adds up by role, transport and probe: for the reports of one node. */
  public static Aggregator ofOneNode() {
    return new Aggregator(Grouping.BY_PROBE);
  }

  /**
   * Processes a message that arrived at an address of reports.
   *
   * @param body the message's body
   * @param now the wall clock
   * @param nowNanos the monotonic clock, which measures silence
   */
  public Effect accept(Object body, Instant now, long nowNanos) {
    receivedReports++;
    try {
      if (body instanceof JsonObject json) {
        return accept(MetricsReport.fromJson(json), now, nowNanos);
      }
    } catch (RuntimeException malformed) {
      // Every member may publish on the bus: an invalid message must not stop the valid ones.
      ignoredReports++;
      return Effect.IGNORED;
    }
    ignoredReports++;
    return Effect.IGNORED;
  }

  private Effect accept(MetricsReport report, Instant now, long nowNanos) {
    Map<String, Histogram> decoded = HistogramCodec.decode(report.histograms());
    NodeState node = findOrRecall(report.reporter().node());
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

  /**
   * Returns the state of a known node, after removing it from the retired ones; null for a new
   * node.
   */
  private NodeState findOrRecall(String name) {
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
   * @return the names of the nodes that this call has marked
   */
  public List<String> expire(long nowNanos) {
    List<String> gone = new ArrayList<>();
    nodes.values().stream()
        .filter(node -> node.expire(nowNanos))
        .map(NodeState::name)
        .forEach(gone::add);
    retireOldest();
    return gone;
  }

  /**
   * Marks a node as gone that has left the cluster.
   *
   * @return false when the node is unknown, or already gone
   */
  public boolean markLeft(String nodeName) {
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

  /** The sums over all known instances; later reports do not change them. */
  public List<Sum> sums(long nowNanos) {
    Map<Map<String, String>, Sum> sums = retired.sums();
    for (NodeState node : nodes.values()) {
      for (InstanceState instance : node.instances()) {
        Sum sum = grouping.find(sums, instance);
        sum.addFinal(instance);
        if (!node.gone() && !NodeState.isSilent(instance, nowNanos)) {
          sum.addPresent(instance);
        }
      }
    }
    return List.copyOf(sums.values());
  }

  /** Returns the current view. Use it before the next report changes the underlying state. */
  public Totals totals(String viewer, Instant now, long nowNanos, long intervalMs) {
    long lost = retired.lostReports();
    for (NodeState node : nodes.values()) {
      for (InstanceState instance : node.instances()) {
        lost += instance.lostReports();
      }
    }
    return new Totals(
        viewer,
        now,
        intervalMs,
        receivedReports,
        lost,
        ignoredReports,
        sums(nowNanos),
        List.copyOf(nodes.values()),
        nowNanos);
  }
}

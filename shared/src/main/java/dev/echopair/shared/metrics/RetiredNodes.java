package dev.echopair.shared.metrics;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up the counts of nodes that have been gone for so long that they are no longer shown.
 *
 * <p>A node that was only cut off may report again, and its counters are cumulative: its earlier
 * counts are then taken out of the sum, or they would be counted twice. For this purpose the last
 * reports of the newest retired nodes are kept, as text. For one thread.
 */
final class RetiredNodes {

  /** Nodes that can be recalled; one that retired earlier counts as new when it reports again. */
  static final int MAX_RECALLABLE = 1_024;

  private final Grouping grouping;
  private final Map<Map<String, String>, Sum> sums = new HashMap<>();
  private final Map<String, NodeState> recallable = new LinkedHashMap<>();

  private long lostReports;

  RetiredNodes(Grouping grouping) {
    this.grouping = grouping;
  }

  void add(NodeState node) {
    for (InstanceState instance : node.instances()) {
      lostReports += instance.lostReports();
      grouping.find(sums, instance).addFinal(instance);
    }
    recallable.put(node.name(), node.mapInstances(InstanceState::asText));
    if (recallable.size() > MAX_RECALLABLE) {
      recallable.remove(recallable.keySet().iterator().next());
    }
  }

  /** Takes a node out of the sum and returns its state; empty when the node is not known. */
  Optional<NodeState> recall(String name) {
    NodeState texts = recallable.remove(name);
    if (texts == null) {
      return Optional.empty();
    }
    NodeState node = texts.mapInstances(InstanceState::decodedAnew);
    for (InstanceState instance : node.instances()) {
      lostReports -= instance.lostReports();
      grouping.find(sums, instance).removeFinal(instance);
    }
    return Optional.of(node);
  }

  /** The sums of their counts, by group; copies. */
  Map<Map<String, String>, Sum> sums() {
    Map<Map<String, String>, Sum> copies = new LinkedHashMap<>();
    sums.forEach((key, sum) -> copies.put(key, sum.copy()));
    return copies;
  }

  long lostReports() {
    return lostReports;
  }
}

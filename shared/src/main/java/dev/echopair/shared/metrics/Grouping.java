package dev.echopair.shared.metrics;

import java.util.Map;
import java.util.TreeMap;

/** By what instances are added up: those that have the same labels are one sum. */
enum Grouping {
  /** One sum for each role and transport. */
  BY_TRANSPORT,

  /** One sum for each role, transport and probe. */
  BY_PROBE;

  static final String ROLE = "role";
  static final String TRANSPORT = "transport";

  private static final String PROBE = "probe";

  /** The sum that an instance belongs to; made when there is none. */
  Sum find(Map<Map<String, String>, Sum> sums, InstanceState instance) {
    return sums.computeIfAbsent(labels(instance.last().reporter()), Sum::new);
  }

  private Map<String, String> labels(Reporter reporter) {
    Map<String, String> labels = new TreeMap<>();
    labels.put(ROLE, reporter.role());
    labels.put(TRANSPORT, reporter.transport());
    String probe = reporter.labels().get(PROBE);
    if (this == BY_PROBE && probe != null) {
      labels.put(PROBE, probe);
    }
    return labels;
  }
}

package dev.echopair.shared.metrics;

import java.util.Map;
import java.util.TreeMap;

/** The grouping of the sums: instances with the same labels are added up. */
enum Grouping {
  /** One sum for each role and transport. */
  BY_TRANSPORT,

  /** One sum for each role, transport and probe. */
  BY_PROBE;

  static final String ROLE = "role";
  static final String TRANSPORT = "transport";

  private static final String PROBE = "probe";

  /** Returns the sum of an instance; creates it when there is none. */
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

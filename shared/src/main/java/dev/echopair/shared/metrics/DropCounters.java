package dev.echopair.shared.metrics;

import java.util.Map;

/** Drops by reason; plain fields of one event loop. */
// An array by ordinal, because an EnumMap would box the counts.
@SuppressWarnings("EnumOrdinal")
public final class DropCounters {

  private static final DropReason[] REASONS = DropReason.values();

  private final long[] counts = new long[REASONS.length];

  /** Counts one drop. */
  public void count(DropReason reason) {
    counts[reason.ordinal()]++;
  }

  /** Returns the number of drops for a reason. */
  public long of(DropReason reason) {
    return counts[reason.ordinal()];
  }

  /** Adds {@link DropReason#counterName} to a report's counters for each reason that occurred. */
  public void addTo(Map<String, Long> counters) {
    for (DropReason reason : REASONS) {
      if (counts[reason.ordinal()] > 0) {
        counters.put(reason.counterName(), counts[reason.ordinal()]);
      }
    }
  }
}

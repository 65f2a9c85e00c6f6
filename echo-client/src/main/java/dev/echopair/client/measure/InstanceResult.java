package dev.echopair.client.measure;

import java.util.List;

/**
 * The part of a run's result that one verticle instance knows only at its end.
 *
 * @param flows the counts of each flow
 * @param slowest the slowest round trips
 * @param firstSentNanos when the first probe of the measured part was to be sent
 * @param lastSentNanos when the last one that was sent was to be
 */
public record InstanceResult(
    List<FlowCounts> flows, List<RoundTrip> slowest, long firstSentNanos, long lastSentNanos) {}

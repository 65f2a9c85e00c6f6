package dev.echopair.client.measure;

import java.util.List;

/**
 * The part of a run's result that one verticle instance reports only at the end.
 *
 * @param flows the counts of each flow
 * @param slowest the slowest round trips, the slowest first
 * @param firstSentNanos intended send time of the first probe that was sent in the measured part
 * @param lastSentNanos intended send time of the last probe that was sent
 */
public record InstanceResult(
    List<FlowCounts> flows, List<RoundTrip> slowest, long firstSentNanos, long lastSentNanos) {}

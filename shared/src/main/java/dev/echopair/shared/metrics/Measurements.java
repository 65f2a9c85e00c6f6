package dev.echopair.shared.metrics;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a verticle has counted since it started.
 *
 * @param counters cumulative counts by name, such as {@code received_bytes}
 * @param gauges present values by name, such as {@code connections_open}
 * @param histograms cumulative distributions by name, such as {@code rtt_ns}
 */
public record Measurements(
    Map<String, Long> counters, Map<String, Long> gauges, Map<String, Histogram> histograms) {}

package dev.echopair.shared.metrics;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The measurements of a verticle since its start, by {@link Metric#busName}.
 *
 * @param counters cumulative counts
 * @param gauges present values
 * @param histograms cumulative distributions
 */
public record Measurements(
    Map<String, Long> counters, Map<String, Long> gauges, Map<String, Histogram> histograms) {}

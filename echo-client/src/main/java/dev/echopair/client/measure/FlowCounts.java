package dev.echopair.client.measure;

import java.net.SocketAddress;
import org.HdrHistogram.Histogram;

/**
 * The outcomes of the probes of one flow, measured part only.
 *
 * @param flow its number
 * @param local the address that it sent from last; {@code null} when it never could
 * @param counts as for a run
 * @param jitterNanos smoothed difference of neighbouring round trips (RFC 3550, section 6.4.1)
 * @param roundTrip its latencies from the intended send; {@code null} unless asked for
 */
public record FlowCounts(
    int flow, SocketAddress local, ProbeCounts counts, double jitterNanos, Histogram roundTrip) {}

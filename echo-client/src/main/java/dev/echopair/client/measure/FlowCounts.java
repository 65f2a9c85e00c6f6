package dev.echopair.client.measure;

import java.net.SocketAddress;
import org.HdrHistogram.Histogram;

/**
 * The outcomes of the probes of one flow, measured part only.
 *
 * @param flow number of the flow
 * @param local last address that the flow sent from; {@code null} when it never had a socket
 * @param counts counts of this flow
 * @param jitterNanos smoothed difference of consecutive round-trip times, in nanoseconds (RFC 3550,
 *     section 6.4.1)
 * @param roundTrip round-trip times from the intended send; {@code null} unless the run records
 *     latencies per flow
 */
public record FlowCounts(
    int flow, SocketAddress local, ProbeCounts counts, double jitterNanos, Histogram roundTrip) {}

package dev.echopair.client.verticle;

import dev.echopair.shared.metrics.DropCounters;
import dev.echopair.shared.metrics.HistogramCodec;
import dev.echopair.shared.metrics.Measurements;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one probing verticle has counted and timed since it started: plain fields of its event loop.
 *
 * <p>Round trips are timed from the <em>intended</em> send time, so that a probe that this client
 * sent late counts as late (no coordinated omission); {@code send_lag_ns} is the client's own
 * share.
 */
final class ProbeCounters {

  long sentMessages;
  long sentBytes;
  long receivedMessages;
  long receivedBytes;
  long lost;
  long late;
  long duplicated;
  long reordered;
  long corrupted;
  long refused;
  long unsent;
  long connections;
  long connectionsOpen;
  final DropCounters dropped = new DropCounters();
  final Histogram roundTrip = HistogramCodec.newTimeHistogram();
  final Histogram sendLag = HistogramCodec.newTimeHistogram();

  Measurements measurements(boolean connected, long inFlight) {
    Map<String, Long> counters = new HashMap<>();
    counters.put("sent_messages", sentMessages);
    counters.put("sent_bytes", sentBytes);
    counters.put("received_messages", receivedMessages);
    counters.put("received_bytes", receivedBytes);
    counters.put("lost_messages", lost);
    counters.put("late_messages", late);
    counters.put("duplicated_messages", duplicated);
    counters.put("reordered_messages", reordered);
    counters.put("corrupted_messages", corrupted);
    counters.put("refused_messages", refused);
    counters.put("unsent_messages", unsent);
    dropped.addTo(counters);
    Map<String, Long> gauges = new HashMap<>();
    gauges.put("in_flight", inFlight);
    if (connected) {
      counters.put("connections", connections);
      gauges.put("connections_open", connectionsOpen);
    }
    return new Measurements(counters, gauges, Map.of("rtt_ns", roundTrip, "send_lag_ns", sendLag));
  }
}

package dev.echopair.server.traffic;

import dev.echopair.shared.metrics.DropCounters;
import dev.echopair.shared.metrics.Measurements;
import java.util.HashMap;
import java.util.Map;

/**
 * What one echo verticle has counted since it started: plain fields, written and read on its event
 * loop alone.
 *
 * <p>A message is a datagram, or for TCP what one read from the socket brought; sent is what was
 * handed to the socket.
 */
public final class EchoCounters {

  public long receivedMessages;
  public long receivedBytes;
  public long sentMessages;
  public long sentBytes;
  public long connections;
  public final DropCounters dropped = new DropCounters();

  public void received(int bytes) {
    receivedMessages++;
    receivedBytes += bytes;
  }

  public void sent(int bytes) {
    sentMessages++;
    sentBytes += bytes;
  }

  /** What a TCP verticle reports. */
  public Measurements tcpMeasurements(int connectionsOpen) {
    Map<String, Long> counters = counters();
    counters.put("connections", connections);
    return new Measurements(counters, Map.of("connections_open", (long) connectionsOpen), Map.of());
  }

  /** What a UDP verticle reports. */
  public Measurements udpMeasurements() {
    return new Measurements(counters(), Map.of(), Map.of());
  }

  private Map<String, Long> counters() {
    Map<String, Long> counters = new HashMap<>();
    counters.put("received_messages", receivedMessages);
    counters.put("received_bytes", receivedBytes);
    counters.put("sent_messages", sentMessages);
    counters.put("sent_bytes", sentBytes);
    dropped.addTo(counters);
    return counters;
  }
}

package dev.echopair.server.traffic;

import dev.echopair.shared.metrics.DropCounters;
import dev.echopair.shared.metrics.Measurements;
import dev.echopair.shared.metrics.Metric;
import java.util.HashMap;
import java.util.Map;

/**
 * The counters of one echo verticle since its start: plain fields, written and read only on its
 * event loop.
 *
 * <p>A message is a datagram; for TCP it is the bytes of one read. Messages count as sent when they
 * are handed to the socket.
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

  /** Returns the values that a TCP verticle reports. */
  public Measurements tcpMeasurements(int connectionsOpen) {
    Map<String, Long> counters = counters();
    counters.put(Metric.CONNECTIONS.busName(), connections);
    return new Measurements(
        counters, Map.of(Metric.CONNECTIONS_OPEN.busName(), (long) connectionsOpen), Map.of());
  }

  /** Returns the values that a UDP verticle reports. */
  public Measurements udpMeasurements() {
    return new Measurements(counters(), Map.of(), Map.of());
  }

  private Map<String, Long> counters() {
    Map<String, Long> counters = new HashMap<>();
    counters.put(Metric.RECEIVED_MESSAGES.busName(), receivedMessages);
    counters.put(Metric.RECEIVED_BYTES.busName(), receivedBytes);
    counters.put(Metric.SENT_MESSAGES.busName(), sentMessages);
    counters.put(Metric.SENT_BYTES.busName(), sentBytes);
    dropped.addTo(counters);
    return counters;
  }
}

package dev.echopair.shared.metrics;

import java.util.Locale;

/**
 * Why a connection, a message or a datagram was dropped; the {@code reason} of the drop counters.
 */
public enum DropReason {
  /** A connection beyond {@code tcp.maxConnections}. */
  CONNECTION_LIMIT,
  /** A connection on which nothing moved for {@code tcp.idleTimeout}. */
  IDLE_TIMEOUT,
  /**
   * A connection that its peer reset, or that failed otherwise, with bytes still to be returned.
   */
  CONNECTION_ERROR,
  /** A connection still open when the drain's time was over. */
  DRAIN_TIMEOUT,
  /** A datagram longer than {@code udp.maxDatagramSize}. */
  DATAGRAM_TOO_LARGE,
  /** A datagram that the system would not send. */
  SEND_FAILED,
  /** An answer for which the socket had no room left. */
  SEND_QUEUE_FULL,
  /**
   * A datagram from an echo port: answering it could make two echoes answer each other for ever.
   */
  ECHO_LOOP,
  /** A reply that is none of ours: another run's, or no probe at all. */
  UNKNOWN_REPLY;

  /** The name in reports: {@code connection_limit}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

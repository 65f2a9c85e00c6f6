package dev.echopair.shared.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a connection, a message or a datagram was dropped; the {@code reason} of {@link
 * Metric#DROPPED}.
 */
public enum DropReason {
  /** Too many connections. */
  CONNECTION_LIMIT("A connection beyond tcp.maxConnections", BusAddress.SERVER_TCP),
  /** The connection had no traffic. */
  IDLE_TIMEOUT("A connection on which nothing moved for tcp.idleTimeout", BusAddress.SERVER_TCP),
  /** The connection failed. */
  CONNECTION_ERROR(
      "A connection that its peer reset, or that failed otherwise, with bytes still to be returned",
      BusAddress.SERVER_TCP),
  /** The drain timed out. */
  DRAIN_TIMEOUT(
      "A connection that was still open at the end of shutdown.drainTimeout",
      BusAddress.SERVER_TCP),
  /** The datagram is too long. */
  DATAGRAM_TOO_LARGE("A datagram longer than udp.maxDatagramSize", BusAddress.SERVER_UDP),
  /** The system refused the answer. */
  SEND_FAILED("An answer that the system refused to send", BusAddress.SERVER_UDP),
  /** The socket is full. */
  SEND_QUEUE_FULL("An answer for which the socket had no room left", BusAddress.SERVER_UDP),
  /** The datagram comes from an echo. */
  ECHO_LOOP(
      "A datagram from an echo port: an answer could make two echoes answer each other for ever",
      BusAddress.SERVER_UDP),
  /** The reply is not ours. */
  UNKNOWN_REPLY(
      "A reply that answers no probe of this run", BusAddress.CLIENT_TCP, BusAddress.CLIENT_UDP);

  private static final String COUNTER_PREFIX = Metric.DROPPED.busName() + '.';

  private final String help;

  // Error Prone does not know that List.of is immutable.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> reportedAt;

  DropReason(String help, String... reportedAt) {
    this.help = help;
    this.reportedAt = List.of(reportedAt);
  }

  /** The name in reports: {@code connection_limit}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of its counter in reports: {@code dropped.connection_limit}. */
  public String counterName() {
    return COUNTER_PREFIX + label();
  }

  /** Describes the dropped object in one line. */
  public String help() {
    return help;
  }

  /** The addresses of the verticles that report it. */
  public List<String> reportedAt() {
    return reportedAt;
  }

  /**
   * Returns the reason that a counter of a report counts, as text: a node of another version may
   * have more reasons. Empty for other counters.
   */
  public static Optional<String> labelOf(String counterName) {
    return counterName.startsWith(COUNTER_PREFIX)
        ? Optional.of(counterName.substring(COUNTER_PREFIX.length()))
        : Optional.empty();
  }
}

package dev.echopair.shared.metrics;

import java.util.List;

/**
 * Every metric of the pair, defined once: its name on the bus, kind, unit, heading, meaning, and
 * the verticles that report it. Reports, sums, Prometheus, the dashboard, {@code watch} and {@code
 * deploy/metrics.md} are generated from these definitions; no other place defines the names.
 *
 * <p>Event loops count in plain fields; these definitions are used once per interval.
 */
public enum Metric {
  /** Bytes received in payloads. */
  RECEIVED_BYTES(
      "received_bytes", Kind.COUNTER, Unit.BYTES, "Bytes in", "Bytes received in payloads"),

  /** Bytes sent in payloads. */
  SENT_BYTES(
      "sent_bytes", Kind.COUNTER, Unit.BYTES, "Bytes out", "Bytes handed to sockets in payloads"),

  /** Datagrams, reads or replies. */
  RECEIVED_MESSAGES(
      "received_messages",
      Kind.COUNTER,
      Unit.MESSAGES,
      "Received",
      "Datagrams and reads from TCP connections; of a client, replies"),

  /** Datagrams, writes or probes. */
  SENT_MESSAGES(
      "sent_messages",
      Kind.COUNTER,
      Unit.MESSAGES,
      "Sent",
      "Datagrams and writes to TCP connections; of a client, probes"),

  /** TCP connections so far. */
  CONNECTIONS(
      "connections",
      Kind.COUNTER,
      Unit.CONNECTIONS,
      "Connections",
      "TCP connections accepted or made",
      BusAddress.SERVER_TCP,
      BusAddress.CLIENT_TCP),

  /** TCP connections now. */
  CONNECTIONS_OPEN(
      "connections_open",
      Kind.GAUGE,
      Unit.CONNECTIONS,
      "Open",
      "TCP connections that are open",
      BusAddress.SERVER_TCP,
      BusAddress.CLIENT_TCP),

  /** Drops; on the bus one counter for each {@link DropReason}. */
  DROPPED(
      "dropped",
      Kind.COUNTER,
      Unit.MESSAGES,
      "Dropped",
      "Connections, messages and datagrams dropped, by reason"),

  /** Probes without an answer in time. */
  LOST_MESSAGES(
      "lost_messages",
      Kind.COUNTER,
      Unit.MESSAGES,
      "Lost",
      "Probes without an answer in time",
      BusAddress.CLIENT_TCP,
      BusAddress.CLIENT_UDP),

  /** Answers that came too late. */
  LATE_MESSAGES(
      "late_messages",
      Kind.COUNTER,
      Unit.MESSAGES,
      "Late",
      "Answers that came after the timeout of their probe",
      BusAddress.CLIENT_TCP,
      BusAddress.CLIENT_UDP),

  /** Answers beyond the first to a probe. */
  DUPLICATED_MESSAGES(
      "duplicated_messages",
      Kind.COUNTER,
      Unit.MESSAGES,
      "Duplicated",
      "Answers to probes that were answered already",
      BusAddress.CLIENT_TCP,
      BusAddress.CLIENT_UDP),

  /** Answers that another overtook. */
  REORDERED_MESSAGES(
      "reordered_messages",
      Kind.COUNTER,
      Unit.MESSAGES,
      "Reordered",
      "Answers that came after the answer to a later probe (RFC 4737)",
      BusAddress.CLIENT_TCP,
      BusAddress.CLIENT_UDP),

  /** Answers with other bytes. */
  CORRUPTED_MESSAGES(
      "corrupted_messages",
      Kind.COUNTER,
      Unit.MESSAGES,
      "Corrupted",
      "Answers that differ from the probe",
      BusAddress.CLIENT_TCP,
      BusAddress.CLIENT_UDP),

  /** Probes that ICMP refused. */
  REFUSED_MESSAGES(
      "refused_messages",
      Kind.COUNTER,
      Unit.MESSAGES,
      "Refused",
      "Probes that ICMP port unreachable answered",
      BusAddress.CLIENT_TCP,
      BusAddress.CLIENT_UDP),

  /** Probes that could not be sent. */
  UNSENT_MESSAGES(
      "unsent_messages",
      Kind.COUNTER,
      Unit.MESSAGES,
      "Unsent",
      "Probes that could not be sent",
      BusAddress.CLIENT_TCP,
      BusAddress.CLIENT_UDP),

  /** Probes under way. */
  IN_FLIGHT(
      "in_flight",
      Kind.GAUGE,
      Unit.MESSAGES,
      "In flight",
      "Probes that wait for their answer",
      BusAddress.CLIENT_TCP,
      BusAddress.CLIENT_UDP),

  /** Round-trip times. */
  RTT(
      "rtt_ns",
      Kind.HISTOGRAM,
      Unit.NANOSECONDS,
      "Round trip",
      "Round-trip time from the intended send time",
      BusAddress.CLIENT_TCP,
      BusAddress.CLIENT_UDP),

  /** How late probes were sent. */
  SEND_LAG(
      "send_lag_ns",
      Kind.HISTOGRAM,
      Unit.NANOSECONDS,
      "Send lag",
      "Time from the intended to the actual sending: client overhead",
      BusAddress.CLIENT_TCP,
      BusAddress.CLIENT_UDP);

  /** The prefix of every name in Prometheus. */
  private static final String PROMETHEUS_PREFIX = "echo_";

  private final String busName;
  private final Kind kind;
  private final Unit unit;
  private final String title;
  private final String help;

  // Error Prone does not know that List.of is immutable.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> reportedAt;

  /** The behaviour of a metric over time, and the meaning of its sum over instances. */
  public enum Kind {
    /** Grows from 0 for as long as an instance lives. */
    COUNTER("counts are added; those of instances that are gone stay in"),
    /** A present value. */
    GAUGE("values are added; those of instances that are gone are left out"),
    /** A distribution since the instance started. */
    HISTOGRAM("distributions are added; those of instances that are gone stay in");

    private final String sum;

    Kind(String sum) {
      this.sum = sum;
    }

    /** Describes how the values of several instances are combined. */
    public String sum() {
      return sum;
    }
  }

  /** The unit of a value on the bus. */
  public enum Unit {
    /** Bytes of payload. */
    BYTES("bytes"),
    /** Messages: datagrams, reads and writes, probes and replies. */
    MESSAGES("messages"),
    /** TCP connections. */
    CONNECTIONS("connections"),
    /** Nanoseconds; microseconds in totals, seconds in Prometheus. */
    NANOSECONDS("nanoseconds");

    private final String label;

    Unit(String label) {
      this.label = label;
    }

    /** The unit in words. */
    public String label() {
      return label;
    }
  }

  /** Defines a metric; without addresses every verticle reports it. */
  Metric(String busName, Kind kind, Unit unit, String title, String help, String... reportedAt) {
    this.busName = busName;
    this.kind = kind;
    this.unit = unit;
    this.title = title;
    this.help = help;
    this.reportedAt = reportedAt.length == 0 ? BusAddress.REPORTS : List.of(reportedAt);
  }

  /** The name in reports and totals: {@code received_bytes}. */
  public String busName() {
    return busName;
  }

  /** The name of percentiles in totals, which are in microseconds: {@code rtt_us}. */
  public String latencyName() {
    return latencyName(busName);
  }

  /** The name of percentiles in totals for a histogram that may be unknown here. */
  static String latencyName(String histogram) {
    return histogram.replaceAll("_ns$", "_us");
  }

  /** The name in Prometheus' terms, as it is exposed: {@code echo_received_bytes_total}. */
  public String prometheusName() {
    return prometheusBaseName() + (kind == Kind.COUNTER ? "_total" : "");
  }

  /** The name in Prometheus' terms without the suffix that its kind adds. */
  public String prometheusBaseName() {
    return PROMETHEUS_PREFIX + busName.replaceAll("_ns$", "_seconds");
  }

  /** The behaviour over time and in sums. */
  public Kind kind() {
    return kind;
  }

  /** The unit on the bus. */
  public Unit unit() {
    return unit;
  }

  /** A heading of one or two words for a column of a table. */
  public String title() {
    return title;
  }

  /** Describes the metric in one line. */
  public String help() {
    return help;
  }

  /** The addresses of the verticles that report it. */
  public List<String> reportedAt() {
    return reportedAt;
  }
}

package dev.echopair.shared.metrics;

import java.util.List;

/** The addresses of the event-bus contract. */
public final class BusAddress {

  /** Published: an event of a node, such as {@code listening}; see {@link EchoEvents}. */
  public static final String EVENTS = "echo.events";

  /** Published once per interval per node: that node's view of all nodes merged. */
  public static final String TOTALS = "echo.metrics.totals";

  /** Request and reply: the current totals, for subscribers that have just started. */
  public static final String SNAPSHOT = "echo.metrics.snapshot";

  /**
   * Published within a node only: the name of a node that the cluster has lost. Not part of the
   * contract; the resulting event is published at {@link #EVENTS}.
   */
  public static final String NODE_LEFT = "echo.cluster.left";

  /** Published once per interval per verticle instance: the server's reports of TCP. */
  public static final String SERVER_TCP = "echo.metrics.server.tcp";

  /** Published once per interval per verticle instance: the server's reports of UDP. */
  public static final String SERVER_UDP = "echo.metrics.server.udp";

  /** Published once per interval per verticle instance: the client's reports of TCP. */
  public static final String CLIENT_TCP = "echo.metrics.client.tcp";

  /** Published once per interval per verticle instance: the client's reports of UDP. */
  public static final String CLIENT_UDP = "echo.metrics.client.udp";

  /** Every address that carries {@linkplain MetricsReport reports}. */
  public static final List<String> REPORTS =
      List.of(SERVER_TCP, SERVER_UDP, CLIENT_TCP, CLIENT_UDP);

  /** The contract as a table, for {@code deploy/metrics.md}. */
  static final List<Entry> CONTRACT =
      List.of(
          new Entry(
              REPORTS,
              "publish, once per interval per verticle instance, and once when it stops",
              "A report (`metrics-report.schema.json`)"),
          new Entry(
              List.of(TOTALS),
              "publish, once per interval per node",
              "The view that one node has of all nodes (`metrics-totals.schema.json`)"),
          new Entry(
              List.of(SNAPSHOT),
              "request and reply",
              "The reply is the current totals; the body of the request is ignored"),
          new Entry(List.of(EVENTS), "publish", "An event, see below"));

  private BusAddress() {}

  /**
   * One kind of message and its addresses.
   *
   * @param addresses the addresses
   * @param kind kind of delivery and frequency
   * @param body content of the message
   */
  record Entry(List<String> addresses, String kind, String body) {}

  /** The address of the reports of one kind of verticle. */
  public static String reports(String role, String transport) {
    return "echo.metrics." + role + "." + transport;
  }
}

package dev.echopair.shared.metrics;

import java.util.List;

/** The addresses of the event-bus contract. */
public final class BusAddress {

  /** Published: what happens to a node, such as {@code listening}; see {@link EchoEvents}. */
  public static final String EVENTS = "echo.events";

  /** Published once per interval per node: that node's view of all nodes merged. */
  public static final String TOTALS = "echo.metrics.totals";

  /** Request and reply: the current totals, for one who arrives late. */
  public static final String SNAPSHOT = "echo.metrics.snapshot";

  /**
   * Published within a node only: the name of a node that the cluster has lost. Not for others to
   * rely on; what comes of it is told at {@link #EVENTS}.
   */
  public static final String NODE_LEFT = "echo.cluster.left";

  /** Every address that carries {@linkplain MetricsReport reports}. */
  public static final List<String> REPORTS =
      List.of(
          reports("server", "tcp"),
          reports("server", "udp"),
          reports("client", "tcp"),
          reports("client", "udp"));

  private BusAddress() {}

  /** The address of the reports of one kind of verticle. */
  public static String reports(String role, String transport) {
    return "echo.metrics." + role + "." + transport;
  }
}

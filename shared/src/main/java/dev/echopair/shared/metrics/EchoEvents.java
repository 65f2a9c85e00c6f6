package dev.echopair.shared.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Publishes events of a node at {@link BusAddress#EVENTS}: {@code version}, {@code time}, {@code
 * node}, {@code role}, {@code event}, a {@code message} for people, and {@code details}.
 */
public final class EchoEvents {

  /** A socket is bound and serves. */
  public static final String LISTENING = "listening";

  /** A socket that served is closed. */
  public static final String STOPPED = "stopped";

  /** A connection was refused by a limit. */
  public static final String CONNECTION_REFUSED = "connection_refused";

  /** A changed configuration file was applied. */
  public static final String CONFIG_APPLIED = "config_applied";

  /** A changed configuration file was refused; the running configuration stays. */
  public static final String CONFIG_REFUSED = "config_refused";

  /** A node reports for the first time, or again. */
  public static final String NODE_JOINED = "node_joined";

  /** A node has been silent for three intervals, or has left the cluster. */
  public static final String NODE_LOST = "node_lost";

  /** This node is in the cluster, or is again. */
  public static final String CLUSTER_JOINED = "cluster_joined";

  /** This node is cut off from the cluster, or alone in it: its reports reach itself only. */
  public static final String CLUSTER_LOST = "cluster_lost";

  /** A probe has begun. */
  public static final String PROBING = "probing";

  /** A probe's target cannot be reached, or can be again. */
  public static final String TARGET = "target";

  /** The meaning of each event, for {@code deploy/metrics.md}. */
  static final List<Meaning> MEANINGS =
      List.of(
          new Meaning(LISTENING, "A socket is bound and serves"),
          new Meaning(STOPPED, "A socket that served is closed"),
          new Meaning(CONNECTION_REFUSED, "A connection was refused by a limit"),
          new Meaning(CONFIG_APPLIED, "A changed configuration file was applied"),
          new Meaning(
              CONFIG_REFUSED,
              "A changed configuration file was refused; the running configuration stays"),
          new Meaning(NODE_JOINED, "A node reports for the first time, or again"),
          new Meaning(
              NODE_LOST, "A node has been silent for three intervals, or has left the cluster"),
          new Meaning(CLUSTER_JOINED, "This node is in the cluster, or is in it again"),
          new Meaning(
              CLUSTER_LOST,
              "This node is cut off from the cluster, or alone in it: its reports reach itself"
                  + " only"),
          new Meaning(PROBING, "A probe has begun"),
          new Meaning(TARGET, "A probe's target cannot be reached, or can be reached again"));

  private final Vertx vertx;
  private final String role;

  /** Prepares events of one side, {@code server} or {@code client}. */
  public EchoEvents(Vertx vertx, String role) {
    this.vertx = vertx;
    this.role = role;
  }

  /** An event and its meaning. */
  record Meaning(String event, String text) {}

  /** Publishes an event. May be called from any thread. */
  public void publish(String event, String message, JsonObject details) {
    vertx
        .eventBus()
        .publish(
            BusAddress.EVENTS,
            new JsonObject()
                .put("version", MetricsReport.VERSION)
                .put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("node", NodeName.of(vertx))
                .put("role", role)
                .put("event", event)
                .put("message", message)
                .put("details", details));
  }
}

package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * The keys that the configurations of both services share.
 *
 * @param transport {@code auto | epoll | io_uring | kqueue | nio}
 * @param management health, metrics and dashboard over HTTP
 * @param metricsInterval interval at which each verticle instance publishes its report
 * @param log log level and printed traffic
 * @param drainTimeout how long the node waits for open connections to finish when it stops
 * @param cluster the clustered event bus, used with {@code -cluster}
 */
public record ServiceConfig(
    String transport,
    ManagementConfig management,
    Duration metricsInterval,
    LogConfig log,
    Duration drainTimeout,
    ClusterConfig cluster) {

  /** Reads the shared keys of a validated configuration. */
  public static ServiceConfig from(JsonObject json) {
    return new ServiceConfig(
        json.getString("transport"),
        ManagementConfig.from(json.getJsonObject("management")),
        Durations.parse(json.getJsonObject("metrics").getString("interval")),
        LogConfig.from(json.getJsonObject("log")),
        Durations.parse(json.getJsonObject("shutdown").getString("drainTimeout")),
        ClusterConfig.from(json.getJsonObject("cluster")));
  }
}

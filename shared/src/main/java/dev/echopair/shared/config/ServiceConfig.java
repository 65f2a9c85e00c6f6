package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * The keys that the configurations of both services share.
 *
 * @param transport {@code auto | epoll | io_uring | kqueue | nio}
 * @param management the HTTP side
 * @param metricsInterval how often each verticle instance publishes its report
 * @param log what is printed
 * @param drainTimeout how long a stop waits for open connections to finish
 * @param cluster the clustered bus, for {@code -cluster}
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

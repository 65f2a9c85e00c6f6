package dev.echopair.shared.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * The keys that the configurations of both services share.
 *
 * @param transport {@code auto | epoll | io_uring | kqueue | nio}
 * @param management the HTTP side
 * @param metricsInterval how often each verticle instance publishes its report
 * @param log what is printed
 * @param drainTimeout how long a stop waits for open connections to finish
 * @param clusterMembers {@code host} or {@code host:port} of the cluster's members
 */
public record ServiceConfig(
    String transport,
    ManagementConfig management,
    Duration metricsInterval,
    LogConfig log,
    Duration drainTimeout,
    List<String> clusterMembers) {

  /** Reads the shared keys of a validated configuration. */
  public static ServiceConfig from(JsonObject json) {
    return new ServiceConfig(
        json.getString("transport"),
        ManagementConfig.from(json.getJsonObject("management")),
        Durations.parse(json.getJsonObject("metrics").getString("interval")),
        LogConfig.from(json.getJsonObject("log")),
        Durations.parse(json.getJsonObject("shutdown").getString("drainTimeout")),
        json.getJsonObject("cluster").getJsonArray("members", new JsonArray()).stream()
            .map(String::valueOf)
            .toList());
  }
}

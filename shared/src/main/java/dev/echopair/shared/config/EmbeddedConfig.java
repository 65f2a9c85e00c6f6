package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * The configuration of the totals and management verticles when another application deploys them by
 * name. {@code embedded.schema.json} defines it. Other keys are ignored, so that the application
 * can pass the complete configuration of a service.
 *
 * @param role role of the node in its events: {@code server} or {@code client}
 * @param management health, metrics and dashboard over HTTP
 * @param metricsInterval interval at which the totals are published
 */
public record EmbeddedConfig(String role, ManagementConfig management, Duration metricsInterval) {

  private static final ConfigSchema SCHEMA =
      ConfigSchema.load(EmbeddedConfig.class, "embedded.schema.json");

  /**
   * Reads a configuration. Missing keys get the defaults of the schema.
   *
   * @throws ConfigException when it is not valid; names every problem
   */
  public static EmbeddedConfig of(JsonObject json) {
    JsonObject config =
        new ConfigValidator(SCHEMA).validated(SCHEMA.defaults().mergeIn(json, true));
    return new EmbeddedConfig(
        config.getString("role"),
        ManagementConfig.from(config.getJsonObject("management")),
        Durations.parse(config.getJsonObject("metrics").getString("interval")));
  }
}

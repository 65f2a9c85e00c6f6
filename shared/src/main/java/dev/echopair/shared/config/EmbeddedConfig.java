package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * The configuration of the totals and management verticles where another application deploys them
 * by name. Defined by {@code embedded.schema.json}; other keys are passed over, so that the whole
 * configuration of a service may be given.
 *
 * @param role the side that events name as their source: {@code server} or {@code client}
 * @param management the HTTP side
 * @param metricsInterval time from one view of the totals to the next
 */
public record EmbeddedConfig(String role, ManagementConfig management, Duration metricsInterval) {

  private static final ConfigSchema SCHEMA =
      ConfigSchema.load(EmbeddedConfig.class, "embedded.schema.json");

  /**
   * Reads a configuration; what it leaves out has the defaults of the schema.
   *
   * @throws ConfigException with every problem when it is not valid
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

package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;

/**
 * The configuration of a service that exists in tests only.
 *
 * @param json the whole configuration, as the schema validated it
 */
public record TestConfig(ServiceConfig service, JsonObject json) implements TypedConfig {

  /** Makes the record from JSON that {@link TestSchema} has validated. */
  public static TestConfig from(JsonObject valid) {
    return new TestConfig(ServiceConfig.from(valid), valid);
  }
}

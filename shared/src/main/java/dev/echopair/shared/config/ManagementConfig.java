package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The configuration of the management server: health, metrics and dashboard over HTTP.
 *
 * @param enabled whether the management server runs
 * @param host the address to listen on
 * @param port the port to listen on; 0 picks a free one
 * @param token the bearer token that requests for data must carry; empty for none
 */
public record ManagementConfig(boolean enabled, String host, int port, Optional<String> token) {

  /** Reads the {@code management} object of a validated configuration. */
  public static ManagementConfig from(JsonObject json) {
    return new ManagementConfig(
        json.getBoolean("enabled"),
        json.getString("host"),
        json.getInteger("port"),
        Optional.ofNullable(json.getString("token")));
  }
}

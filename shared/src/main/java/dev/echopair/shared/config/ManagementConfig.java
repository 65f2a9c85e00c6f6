package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The HTTP side: health, metrics, dashboard.
 *
 * @param enabled whether it is served at all
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param token the bearer token that whoever reads data must show; empty for none
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

package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;

/**
 * The configuration of the log and of the printed traffic.
 *
 * @param level {@code error | warn | info | debug | trace}, of the log on stderr
 * @param traffic whether each connection and each message is printed with its peer
 */
public record LogConfig(String level, boolean traffic) {

  /** Reads the {@code log} object of a validated configuration. */
  public static LogConfig from(JsonObject json) {
    return new LogConfig(json.getString("level"), json.getBoolean("traffic"));
  }
}

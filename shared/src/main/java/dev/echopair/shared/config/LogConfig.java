package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;

/**
 * What is printed.
 *
 * @param level {@code error | warn | info | debug | trace}, for the log on stderr
 * @param traffic whether each connection and each message is printed with its peer
 */
public record LogConfig(String level, boolean traffic) {

  /** Reads the {@code log} object of a validated configuration. */
  public static LogConfig from(JsonObject json) {
    return new LogConfig(json.getString("level"), json.getBoolean("traffic"));
  }
}

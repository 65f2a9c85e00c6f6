package dev.echopair.server.config;

import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigSchema;
import dev.echopair.shared.config.ConfigValidator;
import dev.echopair.shared.config.ServiceConfig;
import io.vertx.core.json.JsonObject;

/**
 * The configuration of the echo server, typed once at the edge.
 *
 * @param service the keys that both services share
 * @param tcp the TCP echo
 * @param udp the UDP echo
 */
public record ServerConfig(ServiceConfig service, TcpConfig tcp, UdpConfig udp) {

  /** The single definition of this configuration. */
  public static final ConfigSchema SCHEMA =
      ConfigSchema.load(ServerConfig.class, "/dev/echopair/server/config.schema.json");

  /**
   * Reads a verticle's configuration, whole or in part: what is missing has its default.
   *
   * @throws ConfigException when something in it is not allowed
   */
  public static ServerConfig of(JsonObject config) {
    JsonObject complete = SCHEMA.defaults().mergeIn(config, true);
    new ConfigValidator(SCHEMA).validated(complete);
    return new ServerConfig(
        ServiceConfig.from(complete),
        TcpConfig.from(complete.getJsonObject("tcp")),
        UdpConfig.from(complete.getJsonObject("udp")));
  }
}

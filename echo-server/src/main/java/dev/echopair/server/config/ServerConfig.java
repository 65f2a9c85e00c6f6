package dev.echopair.server.config;

import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigFiles;
import dev.echopair.shared.config.ConfigProblem;
import dev.echopair.shared.config.ConfigSchema;
import dev.echopair.shared.config.ConfigValidator;
import dev.echopair.shared.config.ServiceConfig;
import dev.echopair.shared.config.TypedConfig;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of the echo server, typed once at the edge.
 *
 * @param service the keys that both services share
 * @param tcp the TCP echo
 * @param udp the UDP echo
 */
public record ServerConfig(ServiceConfig service, TcpConfig tcp, UdpConfig udp)
    implements TypedConfig {

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
    return from(new ConfigValidator(SCHEMA).validated(complete));
  }

  private static ServerConfig from(JsonObject valid) {
    return new ServerConfig(
        ServiceConfig.from(valid),
        TcpConfig.from(valid.getJsonObject("tcp")),
        UdpConfig.from(valid.getJsonObject("udp")));
  }

  /**
   * Types a complete configuration that the schema has validated, and checks what the schema
   * cannot; looks at files, so not on an event loop.
   *
   * @throws ConfigException with every problem
   */
  public static ServerConfig checked(JsonObject valid) {
    ServerConfig checked = from(valid);
    List<ConfigProblem> problems = new ArrayList<>();
    if (!checked.tcp().enabled() && !checked.udp().enabled()) {
      problems.add(
          new ConfigProblem("/tcp/enabled", "false, and so is udp.enabled: nothing to serve"));
    }
    checked
        .tcp()
        .tls()
        .ifPresent(
            tls -> {
              ConfigFiles.check("/tcp/tls/certificate", tls.certificate(), problems);
              ConfigFiles.check("/tcp/tls/key", tls.key(), problems);
              tls.clientCa().ifPresent(ca -> ConfigFiles.check("/tcp/tls/clientCa", ca, problems));
            });
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return checked;
  }

  /** The same with another TCP echo. */
  public ServerConfig with(TcpConfig other) {
    return new ServerConfig(service, other, udp);
  }

  /** The same with another UDP echo. */
  public ServerConfig with(UdpConfig other) {
    return new ServerConfig(service, tcp, other);
  }
}

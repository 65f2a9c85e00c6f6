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
 * The typed configuration of the echo server.
 *
 * @param service the keys that both services share
 * @param tcp the configuration of the TCP echo
 * @param udp the configuration of the UDP echo
 */
public record ServerConfig(ServiceConfig service, TcpConfig tcp, UdpConfig udp)
    implements TypedConfig {

  /** The single definition of this configuration. */
  public static final ConfigSchema SCHEMA =
      ConfigSchema.load(ServerConfig.class, "/dev/echopair/server/config.schema.json");

  /**
   * Reads a verticle's configuration. Missing keys have their default values.
   *
   * @throws ConfigException when the configuration is not valid
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
   * Makes the typed form of a complete configuration that the schema has validated, and checks the
   * rules that the schema cannot express. Reads files: call it off the event loop.
   *
   * @throws ConfigException with all problems
   */
  public static ServerConfig checked(JsonObject valid) {
    ServerConfig checked = from(valid);
    List<ConfigProblem> problems = new ArrayList<>();
    if (!checked.tcp().enabled() && !checked.udp().enabled()) {
      problems.add(
          new ConfigProblem(
              "/tcp/enabled", "false, and udp.enabled is false too: nothing to serve"));
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

  /** Returns a copy with another configuration of the TCP echo. */
  public ServerConfig with(TcpConfig other) {
    return new ServerConfig(service, other, udp);
  }

  /** Returns a copy with another configuration of the UDP echo. */
  public ServerConfig with(UdpConfig other) {
    return new ServerConfig(service, tcp, other);
  }
}

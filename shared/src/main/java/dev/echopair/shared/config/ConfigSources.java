package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Where a configuration comes from beside its packaged defaults, the environment and the system
 * properties.
 *
 * @param instances the launcher's {@code -instances}: another default, which a configuration wins
 *     over
 * @param conf the launcher's {@code -conf}: a file's path or inline JSON; {@code null} for none
 * @param overrides what the command line sets, text by dotted key name; wins over everything
 */
public record ConfigSources(OptionalInt instances, String conf, JsonObject overrides) {

  /** Nothing but the defaults, the environment and the system properties. */
  public static ConfigSources none() {
    return new ConfigSources(OptionalInt.empty(), null, new JsonObject());
  }

  /** The same with a {@code -conf} value. */
  public ConfigSources withConf(String value) {
    return new ConfigSources(instances, value, overrides);
  }

  /** Whether {@code -conf} holds JSON rather than the path of a file. */
  public boolean confIsInline() {
    return conf != null && conf.stripLeading().startsWith("{");
  }

  /**
   * The file behind {@code -conf}, made absolute: vertx-config would look on the class path too.
   */
  Path confFile() {
    return Path.of(conf).toAbsolutePath();
  }
}

package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The sources of a configuration in addition to its packaged defaults, the environment and the
 * system properties.
 *
 * @param instances the launcher's {@code -instances}: a default that the configuration overrides
 * @param conf the launcher's {@code -conf}: a file path or inline JSON; {@code null} for none
 * @param overrides values from the command line, as text by dotted key name; they override all
 *     other sources
 */
public record ConfigSources(OptionalInt instances, String conf, JsonObject overrides) {

  /** Returns sources without {@code -instances}, {@code -conf} and command-line options. */
  public static ConfigSources none() {
    return new ConfigSources(OptionalInt.empty(), null, new JsonObject());
  }

  /** Returns these sources with another {@code -conf} value. */
  public ConfigSources withConf(String value) {
    return new ConfigSources(instances, value, overrides);
  }

  /** Whether {@code -conf} is inline JSON, not the path of a file. */
  public boolean confIsInline() {
    return conf != null && conf.stripLeading().startsWith("{");
  }

  /**
   * Returns the absolute path of the {@code -conf} file. With a relative path, vertx-config would
   * also search the class path.
   */
  Path confFile() {
    return Path.of(conf).toAbsolutePath();
  }
}

package dev.echopair.shared.launch;

import dev.echopair.shared.config.ConfigKey;
import dev.echopair.shared.config.ConfigSources;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads a simple command line without picocli: only {@code -conf VALUE} and {@code --key VALUE}
 * with complete option names, or no arguments. Loading the classes of picocli takes a fifth of the
 * start time. Picocli reads every other command line, including those with mistakes.
 */
final class PlainArguments {

  private static final String CONF = "-conf";
  private static final String KEY = "--";

  private PlainArguments() {}

  /**
   * Reads a command line.
   *
   * @return the same sources of the configuration as with picocli; empty when the command line is
   *     not simple
   */
  static Optional<ConfigSources> read(String[] args, List<ConfigKey> keys) {
    if (args.length % 2 != 0) {
      return Optional.empty();
    }
    Set<String> names = new HashSet<>();
    keys.forEach(key -> names.add(key.name()));
    String conf = null;
    JsonObject overrides = new JsonObject();
    for (int i = 0; i < args.length; i += 2) {
      String option = args[i];
      String value = args[i + 1];
      if (isSpecial(value)) {
        return Optional.empty();
      } else if (option.equals(CONF)) {
        conf = value;
      } else if (option.startsWith(KEY) && names.contains(option.substring(KEY.length()))) {
        overrides.put(option.substring(KEY.length()), value);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new ConfigSources(OptionalInt.empty(), conf, overrides));
  }

  /** Whether picocli gives a value a special meaning: an option or a file of arguments. */
  private static boolean isSpecial(String value) {
    return value.isEmpty() || value.startsWith("-") || value.startsWith("@");
  }
}

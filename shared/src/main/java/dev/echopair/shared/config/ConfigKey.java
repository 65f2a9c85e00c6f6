package dev.echopair.shared.config;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One settable key of a configuration, as the schema defines it, and the names of this key outside
 * of JSON.
 *
 * @param path the steps from the root, such as {@code [tcp, maxConnections]}
 * @param schema the schema of the value
 */
public record ConfigKey(List<String> path, JsonObject schema) {

  /** The dotted name: {@code tcp.maxConnections}. */
  public String name() {
    return String.join(".", path);
  }

  /** The environment variable: {@code ECHO_TCP_MAX_CONNECTIONS}. */
  public String environmentName() {
    StringBuilder name = new StringBuilder("ECHO");
    for (String step : path) {
      name.append('_');
      for (int i = 0; i < step.length(); i++) {
        char c = step.charAt(i);
        if (Character.isUpperCase(c) && i > 0) {
          name.append('_');
        }
        name.append(Character.toUpperCase(c));
      }
    }
    return name.toString();
  }

  /** The Java system property: {@code echo.tcp.maxConnections}. */
  public String propertyName() {
    return "echo." + name();
  }

  /** The description of the key in the schema. */
  public String description() {
    return schema.getString("description", "");
  }

  /** The allowed type and range in words, as messages and help texts show them. */
  public String allowed() {
    return ConfigValidator.allowed(schema);
  }

  /** Whether a changed value takes effect only at the next start ({@code x-restart}). */
  public boolean needsRestart() {
    return schema.getBoolean(ConfigSchema.RESTART, false);
  }

  /** Whether the schema allows values of a JSON type, such as {@code "integer"}. */
  public boolean allows(String type) {
    return types().contains(type);
  }

  private List<String> types() {
    Object type = schema.getValue("type");
    if (type instanceof JsonArray array) {
      return array.stream().map(String::valueOf).toList();
    }
    return type == null ? List.of("string") : List.of(String.valueOf(type));
  }

  /**
   * Converts text from an environment variable, a system property or the command line into a JSON
   * value. Text that matches no allowed type is returned as a string; the validation then refuses
   * this string with its JSON pointer, as it does for a file.
   */
  public Object parse(String text) {
    String trimmed = text.strip();
    if (allows("null") && (trimmed.isEmpty() || trimmed.equals("null"))) {
      return null;
    }
    if (allows("integer")) {
      try {
        return Long.valueOf(trimmed);
      } catch (NumberFormatException e) {
        return text;
      }
    }
    if (allows("boolean")
        && (trimmed.equalsIgnoreCase("true") || trimmed.equalsIgnoreCase("false"))) {
      return Boolean.valueOf(trimmed.toLowerCase(Locale.ROOT));
    }
    try {
      if (allows("object") && trimmed.startsWith("{")) {
        return new JsonObject(trimmed);
      }
      if (allows("array")) {
        return trimmed.startsWith("[") ? new JsonArray(trimmed) : commaSeparated(trimmed);
      }
    } catch (DecodeException e) {
      return text;
    }
    return text;
  }

  private static JsonArray commaSeparated(String text) {
    List<String> items = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return new JsonArray(items);
  }
}

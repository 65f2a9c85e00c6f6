package dev.echopair.shared.config;

import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Converts the flat names and strings of the environment and the system properties into nested,
 * typed JSON. Registered with vertx-config as the format {@value #FORMAT}.
 *
 * <p>A name that has the prefix but matches no key is recorded under {@link #UNKNOWN_NAMES}. The
 * validation then reports it together with all other problems; a processor that fails would hide
 * them.
 */
public final class FlatNamesProcessor implements ConfigProcessor {

  /** The name of this format in a {@code ConfigStoreOptions}. */
  public static final String FORMAT = "echo-flat-names";

  /** The key under which unknown names are collected: each name with the text that explains it. */
  static final String UNKNOWN_NAMES = "$unknownNames";

  @Override
  public String name() {
    return FORMAT;
  }

  @Override
  public Future<JsonObject> process(Vertx vertx, JsonObject configuration, Buffer input) {
    String prefix = configuration.getString("prefix");
    Map<String, Object> flat = input.toJsonObject().getMap();
    if (flat.keySet().stream().noneMatch(name -> name.startsWith(prefix))) {
      // The common case; it does not need the schema.
      return Future.succeededFuture(new JsonObject());
    }
    ConfigSchema schema = ConfigSchema.of(configuration.getJsonObject("schema"));
    return Future.succeededFuture(nested(schema, prefix, flat));
  }

  /**
   * Makes the store configuration with which vertx-config reads the names that begin with a prefix.
   */
  static JsonObject storeConfig(ConfigSchema schema, String prefix) {
    return new JsonObject()
        .put("raw-data", true)
        .put("cache", false)
        .put("prefix", prefix)
        .put("schema", schema.document());
  }

  static JsonObject nested(ConfigSchema schema, String prefix, Map<String, Object> flat) {
    JsonObject result = new JsonObject();
    JsonObject unknown = new JsonObject();
    for (String name : flat.keySet().stream().sorted().toList()) {
      if (name.startsWith(prefix)) {
        String bare = name.substring(prefix.length());
        schema
            .find(bare)
            .ifPresentOrElse(
                key -> put(result, key.path(), key.parse(String.valueOf(flat.get(name)))),
                () -> unknown.put(name, explainUnknown(schema, prefix, bare)));
      }
    }
    return unknown.isEmpty() ? result : result.put(UNKNOWN_NAMES, unknown);
  }

  private static String explainUnknown(ConfigSchema schema, String prefix, String bare) {
    String meant =
        schema
            .nearest(bare)
            .map(key -> prefix.endsWith("_") ? key.environmentName() : key.propertyName())
            .map(name -> "; did you mean " + name + "?")
            .orElse("");
    return "is not a configuration key" + meant;
  }

  /** Sets a value at a path and creates the missing objects of this path. */
  static void put(JsonObject target, List<String> path, Object value) {
    JsonObject parent = target;
    for (String step : path.subList(0, path.size() - 1)) {
      if (!(parent.getValue(step) instanceof JsonObject)) {
        parent.put(step, new JsonObject());
      }
      parent = parent.getJsonObject(step);
    }
    parent.put(path.get(path.size() - 1), value);
  }
}

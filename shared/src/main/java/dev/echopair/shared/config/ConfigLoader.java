package dev.echopair.shared.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads a configuration with vertx-config: packaged defaults &lt; {@code -instances} &lt; {@code
 * -conf} &lt; {@code ECHO_*} environment &lt; {@code -Decho.*} system properties &lt; command-line
 * options. Then validates the result against its schema.
 */
public final class ConfigLoader {

  private static final String ENVIRONMENT_PREFIX = "ECHO_";
  private static final String PROPERTY_PREFIX = "echo.";

  private final ConfigSchema schema;
  private final ConfigValidator validator;

  /** Makes a loader for configurations with this schema. */
  public ConfigLoader(ConfigSchema schema) {
    this.schema = schema;
    this.validator = new ConfigValidator(schema);
  }

  /**
   * Loads and validates a configuration.
   *
   * @return the complete configuration, with a value for every key that has a default; fails with a
   *     {@link ConfigException} that names every problem
   */
  public Future<JsonObject> load(Vertx vertx, ConfigSources sources) {
    ConfigStoreOptions conf;
    try {
      conf = confStore(sources);
    } catch (ConfigException e) {
      return Future.failedFuture(e);
    }
    ConfigRetriever retriever = ConfigRetriever.create(vertx, stores(sources, conf));
    return retriever
        .getConfig()
        .recover(failure -> Future.failedFuture(asConfigException(sources, failure)))
        .map(config -> withItemDefaults(config, sources))
        .map(validator::validated)
        .eventually(retriever::close);
  }

  private ConfigRetrieverOptions stores(ConfigSources sources, ConfigStoreOptions conf) {
    return new ConfigRetrieverOptions()
        .setIncludeDefaultStores(false)
        .setScanPeriod(0)
        .addStore(json(schema.defaults()))
        .addStore(json(instancesLayer(sources)))
        .addStore(conf)
        .addStore(
            new ConfigStoreOptions()
                .setType("env")
                .setFormat(FlatNamesProcessor.FORMAT)
                .setConfig(FlatNamesProcessor.storeConfig(schema, ENVIRONMENT_PREFIX)))
        .addStore(
            new ConfigStoreOptions()
                .setType("sys")
                .setFormat(FlatNamesProcessor.FORMAT)
                .setConfig(FlatNamesProcessor.storeConfig(schema, PROPERTY_PREFIX)))
        .addStore(json(FlatNamesProcessor.nested(schema, "", sources.overrides().getMap())));
  }

  /**
   * Makes the layer of {@code -instances}: a default for every key {@code instances} of the schema.
   */
  private JsonObject instancesLayer(ConfigSources sources) {
    JsonObject layer = new JsonObject();
    sources
        .instances()
        .ifPresent(
            n ->
                schema.keys().stream()
                    .filter(key -> key.path().get(key.path().size() - 1).equals("instances"))
                    .forEach(key -> FlatNamesProcessor.put(layer, key.path(), n)));
    return layer;
  }

  /**
   * Adds the defaults to the elements of lists of objects. The deep merge of the layers cannot
   * reach these elements.
   */
  private JsonObject withItemDefaults(JsonObject config, ConfigSources sources) {
    schema
        .itemDefaults()
        .forEach(
            (name, defaults) -> {
              if (config.getValue(name) instanceof JsonArray list) {
                config.put(name, completed(list, defaults, sources));
              }
            });
    return config;
  }

  private static JsonArray completed(JsonArray list, JsonObject defaults, ConfigSources sources) {
    JsonObject beneath = defaults.copy();
    if (beneath.containsKey("instances")) {
      sources.instances().ifPresent(n -> beneath.put("instances", n));
    }
    JsonArray result = new JsonArray();
    for (Object item : list) {
      result.add(item instanceof JsonObject object ? beneath.copy().mergeIn(object, true) : item);
    }
    return result;
  }

  private static ConfigStoreOptions confStore(ConfigSources sources) {
    if (sources.conf() == null) {
      return json(new JsonObject());
    }
    if (sources.confIsInline()) {
      try {
        return json(new JsonObject(sources.conf()));
      } catch (DecodeException e) {
        throw new ConfigException("-conf", "not valid JSON: " + firstLine(e));
      }
    }
    Path file;
    try {
      file = sources.confFile();
    } catch (InvalidPathException e) {
      throw new ConfigException("-conf", "neither a file path nor JSON: " + e.getMessage());
    }
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          sources.conf(),
          "no such configuration file; -conf takes a JSON file or an inline JSON object");
    }
    return new ConfigStoreOptions()
        .setType("file")
        .setFormat("json")
        .setConfig(new JsonObject().put("path", file.toString()));
  }

  private static ConfigStoreOptions json(JsonObject content) {
    return new ConfigStoreOptions().setType("json").setConfig(content);
  }

  private static ConfigException asConfigException(ConfigSources sources, Throwable failure) {
    if (failure instanceof ConfigException already) {
      return already;
    }
    String what =
        failure instanceof DecodeException || failure instanceof ClassCastException
            ? "not a valid JSON object: " + firstLine(failure)
            : "cannot be read: " + firstLine(failure);
    return new ConfigException(
        List.of(
            new ConfigProblem(sources.conf() == null ? "configuration" : sources.conf(), what)));
  }

  private static String firstLine(Throwable failure) {
    if (failure.getCause() instanceof JacksonException parsing) {
      JsonLocation at = parsing.getLocation();
      String what = parsing.getOriginalMessage().replaceAll(" \\(.*", "");
      return at == null
          ? what
          : "%s at line %d, column %d".formatted(what, at.getLineNr(), at.getColumnNr());
    }
    String message = String.valueOf(failure.getMessage()).replace("Failed to decode:", "");
    return message.lines().findFirst().orElse("").strip();
  }
}

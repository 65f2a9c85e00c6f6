package dev.echopair.shared.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The single definition of a configuration: a JSON Schema (draft 2020-12). The defaults, the key
 * names, the validation and the help texts are derived from this schema.
 *
 * <p>The schemas of the server and the client share definitions. {@code {"$ref":
 * "common.schema.json#/$defs/log"}} is replaced by the definition at load time, so that {@link
 * #document()} contains no references. Instances are immutable and may be shared between threads.
 */
public final class ConfigSchema {

  /**
   * Marks a key whose change takes effect only at the next start. The mark of an object also
   * applies to the keys below it, except to keys that have their own mark.
   */
  static final String RESTART = "x-restart";

  private static final String COMMON = "common.schema.json";

  private final JsonObject document;
  private final List<ConfigKey> keys;
  private final Map<String, ConfigKey> byFlatName;

  private ConfigSchema(JsonObject document) {
    this.document = document;
    this.keys = List.copyOf(keysOf(document, List.of()));
    this.byFlatName = new LinkedHashMap<>();
    for (ConfigKey key : keys) {
      if (byFlatName.put(flat(key.name()), key) != null) {
        throw new IllegalArgumentException("two keys of the schema share the name " + key.name());
      }
    }
  }

  /**
   * Loads a schema from the class path.
   *
   * @param owner a class of the module that ships the schema
   * @param resource name of the resource, relative to the class
   * @throws UncheckedIOException when the resource does not exist, which means that the build is
   *     broken
   */
  public static ConfigSchema load(Class<?> owner, String resource) {
    JsonObject common = read(ConfigSchema.class, COMMON).getJsonObject("$defs");
    return new ConfigSchema(inline(read(owner, resource), common));
  }

  /** Reads a schema document without references, such as the result of {@link #document()}. */
  public static ConfigSchema of(JsonObject document) {
    return new ConfigSchema(document.copy());
  }

  /** Returns a copy of the schema, without references. */
  public JsonObject document() {
    return document.copy();
  }

  /** Returns every settable key, in the order of the schema. */
  public List<ConfigKey> keys() {
    return keys;
  }

  /** Returns the configuration that consists of the defaults only. */
  public JsonObject defaults() {
    return defaultsOf(document);
  }

  /**
   * Returns the defaults for the elements of each top-level list of objects, such as {@code
   * probes}, by the name of the list.
   */
  public Map<String, JsonObject> itemDefaults() {
    Map<String, JsonObject> defaults = new LinkedHashMap<>();
    JsonObject properties = document.getJsonObject("properties");
    for (String name : properties.fieldNames()) {
      if (properties.getJsonObject(name).getValue("items") instanceof JsonObject items
          && items.containsKey("properties")) {
        defaults.put(name, defaultsOf(items));
      }
    }
    return defaults;
  }

  /**
   * Returns the keys of the elements of each top-level list of objects, by the name of the list.
   */
  public Map<String, List<ConfigKey>> itemKeys() {
    Map<String, List<ConfigKey>> found = new LinkedHashMap<>();
    JsonObject properties = document.getJsonObject("properties");
    for (String name : itemDefaults().keySet()) {
      found.put(name, keysOf(properties.getJsonObject(name).getJsonObject("items"), List.of()));
    }
    return found;
  }

  /**
   * Finds a key by its name in any notation: {@code tcp.maxConnections}, {@code
   * TCP_MAX_CONNECTIONS} and {@code TCP_MAXCONNECTIONS} are the same key.
   */
  public Optional<ConfigKey> find(String name) {
    return Optional.ofNullable(byFlatName.get(flat(name)));
  }

  /** Finds the key whose name is closest to a mistyped name; empty when no key is close enough. */
  public Optional<ConfigKey> nearest(String name) {
    String wanted = flat(name);
    return keys.stream()
        .min((a, b) -> distance(wanted, flat(a.name())) - distance(wanted, flat(b.name())))
        .filter(key -> distance(wanted, flat(key.name())) <= Math.max(2, wanted.length() / 4));
  }

  /** Returns the number of single-character edits between two words (Levenshtein distance). */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }

  private static String flat(String name) {
    return name.replace(".", "").replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }

  private static List<ConfigKey> keysOf(JsonObject schema, List<String> path) {
    List<ConfigKey> found = new ArrayList<>();
    JsonObject properties = schema.getJsonObject("properties");
    for (String name : properties.fieldNames()) {
      JsonObject property = properties.getJsonObject(name).copy();
      if (schema.containsKey(RESTART) && !property.containsKey(RESTART)) {
        property.put(RESTART, schema.getValue(RESTART));
      }
      List<String> below = new ArrayList<>(path);
      below.add(name);
      // An object that may be null, such as tls, can be set as a whole or key by key.
      if (!"object".equals(property.getValue("type"))) {
        found.add(new ConfigKey(List.copyOf(below), property));
      }
      if (property.containsKey("properties")) {
        found.addAll(keysOf(property, below));
      }
    }
    return found;
  }

  private static JsonObject defaultsOf(JsonObject schema) {
    JsonObject defaults = new JsonObject();
    JsonObject properties = schema.getJsonObject("properties");
    for (String name : properties.fieldNames()) {
      JsonObject property = properties.getJsonObject(name);
      if (property.containsKey("default")) {
        defaults.put(name, copyOf(property.getValue("default")));
      } else if ("object".equals(property.getValue("type"))) {
        defaults.put(name, defaultsOf(property));
      }
    }
    return defaults;
  }

  private static Object copyOf(Object value) {
    if (value instanceof JsonObject object) {
      return object.copy();
    }
    return value instanceof JsonArray array ? array.copy() : value;
  }

  private static JsonObject inline(JsonObject node, JsonObject common) {
    String reference = node.getString("$ref");
    if (reference != null) {
      String name = reference.substring((COMMON + "#/$defs/").length());
      JsonObject definition = common.getJsonObject(name);
      if (definition == null) {
        throw new IllegalArgumentException("no definition for " + reference);
      }
      JsonObject local = node.copy();
      local.remove("$ref");
      // Keywords next to the reference override the definition, for example another default.
      return inline(definition.copy().mergeIn(local, true), common);
    }
    JsonObject result = new JsonObject();
    for (String name : node.fieldNames()) {
      Object value = node.getValue(name);
      result.put(name, value instanceof JsonObject object ? inline(object, common) : value);
    }
    return result;
  }

  private static JsonObject read(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("resource " + resource + " is missing beside " + owner.getName());
      }
      // A Vert.x buffer is not used here: it would load many classes of Netty at each start.
      return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

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
 * The single definition of a configuration: a JSON Schema (draft 2020-12) from which its defaults,
 * its key names, its validation and its help texts all follow.
 *
 * <p>Schemas of both sides share definitions: {@code {"$ref": "common.schema.json#/$defs/log"}} is
 * replaced by the definition at load time, so that what {@link #document()} prints stands alone.
 * Instances are immutable and may be shared between threads.
 */
public final class ConfigSchema {

  /**
   * Marks a key whose change has an effect at the next start only. It holds for the keys below an
   * object too, up to those that have a mark of their own.
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
   * @param resource the resource's name, relative to the class
   * @throws UncheckedIOException when there is no such resource: a broken build
   */
  public static ConfigSchema load(Class<?> owner, String resource) {
    JsonObject common = read(ConfigSchema.class, COMMON).getJsonObject("$defs");
    return new ConfigSchema(inline(read(owner, resource), common));
  }

  /** Reads a schema document that stands alone, such as {@link #document()} returned. */
  public static ConfigSchema of(JsonObject document) {
    return new ConfigSchema(document.copy());
  }

  /** The schema itself, without references; a copy. */
  public JsonObject document() {
    return document.copy();
  }

  /** Every settable key, in the schema's order. */
  public List<ConfigKey> keys() {
    return keys;
  }

  /** The configuration that results when nobody sets anything. */
  public JsonObject defaults() {
    return defaultsOf(document);
  }

  /**
   * The defaults of the elements of each top-level list of objects, such as {@code probes}, by the
   * list's name.
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

  /** The keys of the elements of each top-level list of objects, by the list's name. */
  public Map<String, List<ConfigKey>> itemKeys() {
    Map<String, List<ConfigKey>> found = new LinkedHashMap<>();
    JsonObject properties = document.getJsonObject("properties");
    for (String name : itemDefaults().keySet()) {
      found.put(name, keysOf(properties.getJsonObject(name).getJsonObject("items"), List.of()));
    }
    return found;
  }

  /**
   * The key behind a name, whichever way it is written: {@code tcp.maxConnections}, {@code
   * TCP_MAX_CONNECTIONS} and {@code TCP_MAXCONNECTIONS} are one.
   */
  public Optional<ConfigKey> find(String name) {
    return Optional.ofNullable(byFlatName.get(flat(name)));
  }

  /** The key whose name is closest to a mistyped one, when one is close enough to be meant. */
  public Optional<ConfigKey> nearest(String name) {
    String wanted = flat(name);
    return keys.stream()
        .min((a, b) -> distance(wanted, flat(a.name())) - distance(wanted, flat(b.name())))
        .filter(key -> distance(wanted, flat(key.name())) <= Math.max(2, wanted.length() / 4));
  }

  /** How many single-character edits lie between two words (Levenshtein). */
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
      // An object that may be null (tls) can be set whole as well as key by key.
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
      // What stands beside the reference overrides the definition: another default, say.
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
      // Not by way of a Vert.x buffer, for which much of Netty would be loaded.
      return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

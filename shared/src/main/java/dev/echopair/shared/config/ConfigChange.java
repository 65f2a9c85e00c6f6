package dev.echopair.shared.config;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** Compares two configurations. */
public final class ConfigChange {

  private ConfigChange() {}

  /**
   * Returns the dotted names of the keys whose values differ, in alphabetical order. A list counts
   * as one value.
   */
  public static List<String> keys(JsonObject before, JsonObject after) {
    List<String> keys = new ArrayList<>();
    collect("", before, after, keys);
    return keys;
  }

  private static void collect(
      String prefix, JsonObject before, JsonObject after, List<String> keys) {
    TreeSet<String> names = new TreeSet<>(before.fieldNames());
    names.addAll(after.fieldNames());
    for (String name : names) {
      Object old = before.getValue(name);
      Object young = after.getValue(name);
      if (old instanceof JsonObject oldObject && young instanceof JsonObject youngObject) {
        collect(prefix + name + ".", oldObject, youngObject, keys);
      } else if (!Objects.equals(old, young)) {
        keys.add(prefix + name);
      }
    }
  }
}

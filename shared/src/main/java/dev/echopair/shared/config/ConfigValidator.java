package dev.echopair.shared.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks a configuration against its schema. Describes each problem with its JSON pointer, the
 * value that was found and the values that are allowed.
 *
 * <p>JSON Schema cannot express the range of a duration or a size with a unit. The schemas give
 * these ranges as {@code x-minimum} and {@code x-maximum}, and this class checks them.
 */
public final class ConfigValidator {

  private static final Set<String> LEAF_KEYWORDS =
      Set.of(
          "type",
          "enum",
          "const",
          "minimum",
          "maximum",
          "pattern",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "required",
          "additionalProperties",
          "uniqueItems",
          "format");

  private final ConfigSchema schema;
  private final Validator validator;

  /** Makes a validator, which any thread may use. */
  public ConfigValidator(ConfigSchema schema) {
    this.schema = schema;
    this.validator =
        Validator.create(
            JsonSchema.of(schema.document()),
            new JsonSchemaOptions()
                .setBaseUri("urn:echopair")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic));
  }

  /**
   * Returns the configuration when it is valid.
   *
   * @throws ConfigException when it is not valid; names every problem
   */
  public JsonObject validated(JsonObject config) {
    List<ConfigProblem> problems = problems(config);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config;
  }

  /** Returns every problem of a configuration; empty when the configuration is valid. */
  public List<ConfigProblem> problems(JsonObject config) {
    JsonObject checked = config.copy();
    List<ConfigProblem> problems = new ArrayList<>();
    if (checked.remove(FlatNamesProcessor.UNKNOWN_NAMES) instanceof JsonObject unknown) {
      unknown.forEach(
          entry ->
              problems.add(new ConfigProblem(entry.getKey(), String.valueOf(entry.getValue()))));
    }
    OutputUnit result = validator.validate(checked);
    Map<String, ConfigProblem> byPointer = new LinkedHashMap<>();
    if (!Boolean.TRUE.equals(result.getValid()) && result.getErrors() != null) {
      for (OutputUnit error : leaves(result.getErrors())) {
        describe(checked, error).forEach(p -> byPointer.putIfAbsent(p.where(), p));
      }
    }
    unitProblems(schema.document(), checked, "").forEach(p -> byPointer.putIfAbsent(p.where(), p));
    problems.addAll(byPointer.values());
    return problems;
  }

  /**
   * Selects the errors at the keywords that really failed. The library also reports every schema on
   * the path to such a keyword as failed, and reports an invalid property as an unknown property of
   * its parent.
   */
  private static List<OutputUnit> leaves(List<OutputUnit> errors) {
    return errors.stream()
        .filter(error -> LEAF_KEYWORDS.contains(keyword(error)))
        .sorted(Comparator.comparing(ConfigValidator::pointer))
        .toList();
  }

  private List<ConfigProblem> describe(JsonObject config, OutputUnit error) {
    String pointer = pointer(error);
    JsonObject node = schemaAt(pointer);
    Object found = valueAt(config, pointer);
    return switch (keyword(error)) {
      case "additionalProperties" -> unknownKey(pointer);
      case "required" -> missingKeys(pointer, node, found);
      default -> node == null ? List.of() : List.of(notAllowed(pointer, found, node));
    };
  }

  private List<ConfigProblem> unknownKey(String pointer) {
    int slash = pointer.lastIndexOf('/');
    String name = slash < 0 ? pointer : unescape(pointer.substring(slash + 1));
    JsonObject parent = schemaAt(slash < 0 ? "" : pointer.substring(0, slash));
    if (parent == null || parent.getJsonObject("properties", new JsonObject()).containsKey(name)) {
      return List.of();
    }
    Set<String> allowed = parent.getJsonObject("properties", new JsonObject()).fieldNames();
    String meant =
        allowed.stream()
            .min(Comparator.comparingInt(candidate -> ConfigSchema.distance(name, candidate)))
            .filter(candidate -> ConfigSchema.distance(name, candidate) <= 2)
            .map(candidate -> "; did you mean \"" + candidate + "\"?")
            .orElse("");
    return List.of(
        new ConfigProblem(
            pointer,
            "unknown key \"" + name + "\"" + meant + "; allowed: " + String.join(", ", allowed)));
  }

  private static List<ConfigProblem> missingKeys(String pointer, JsonObject node, Object found) {
    if (node == null || !(found instanceof JsonObject object)) {
      return List.of();
    }
    return node.getJsonArray("required", new JsonArray()).stream()
        .map(String::valueOf)
        .filter(name -> !object.containsKey(name))
        .map(
            name -> {
              JsonObject property = node.getJsonObject("properties").getJsonObject(name);
              return new ConfigProblem(
                  pointer + "/" + name, "is missing; allowed: " + allowed(property));
            })
        .toList();
  }

  private static ConfigProblem notAllowed(String pointer, Object found, JsonObject node) {
    return new ConfigProblem(pointer, "found " + show(found) + ", allowed: " + allowed(node));
  }

  private static List<ConfigProblem> unitProblems(JsonObject node, Object value, String pointer) {
    List<ConfigProblem> problems = new ArrayList<>();
    if (value instanceof JsonObject object) {
      JsonObject properties = node.getJsonObject("properties", new JsonObject());
      for (String name : object.fieldNames()) {
        if (properties.getValue(name) instanceof JsonObject property) {
          problems.addAll(
              unitProblems(property, object.getValue(name), pointer + "/" + escape(name)));
        }
      }
    } else if (value instanceof JsonArray array
        && node.getValue("items") instanceof JsonObject items) {
      for (int i = 0; i < array.size(); i++) {
        problems.addAll(unitProblems(items, array.getValue(i), pointer + "/" + i));
      }
    } else if (value != null && outsideUnits(node, value)) {
      problems.add(notAllowed(pointer, value, node));
    }
    return problems;
  }

  private static boolean outsideUnits(JsonObject node, Object value) {
    try {
      return switch (node.getString("x-unit", "")) {
        case "duration" -> {
          long nanos = Durations.parse(String.valueOf(value)).toNanos();
          yield nanos < Durations.parse(node.getString("x-minimum")).toNanos()
              || nanos > Durations.parse(node.getString("x-maximum")).toNanos();
        }
        case "size" -> {
          long bytes = Sizes.parse(value);
          yield bytes < Sizes.parse(node.getValue("x-minimum"))
              || bytes > Sizes.parse(node.getValue("x-maximum"));
        }
        default -> false;
      };
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /** Describes the values that a schema node allows. */
  static String allowed(JsonObject node) {
    if (node == null) {
      return "nothing";
    }
    if (node.containsKey("enum")) {
      return "one of "
          + node.getJsonArray("enum").stream()
              .map(ConfigValidator::show)
              .collect(Collectors.joining(", "));
    }
    return switch (node.getString("x-unit", "")) {
      case "duration" ->
          "a duration with a unit, such as \"500ms\" or \"30s\", from %s to %s"
              .formatted(node.getString("x-minimum"), node.getString("x-maximum"));
      case "size" ->
          "a size in bytes, such as 1024 or \"64KiB\", from %s to %s"
              .formatted(node.getValue("x-minimum"), node.getValue("x-maximum"));
      default -> allowedType(node);
    };
  }

  private static String allowedType(JsonObject node) {
    Object type = node.getValue("type");
    if (type instanceof JsonArray types) {
      return types.stream()
          .map(one -> allowedType(node.copy().put("type", one)))
          .collect(Collectors.joining(" or "));
    }
    return switch (String.valueOf(type)) {
      case "integer" ->
          "an integer from %s to %s".formatted(node.getValue("minimum"), node.getValue("maximum"));
      case "boolean" -> "true or false";
      case "null" -> "null";
      case "array" -> allowedList(node);
      case "object" ->
          "an object with the keys "
              + String.join(", ", node.getJsonObject("properties", new JsonObject()).fieldNames());
      default ->
          node.containsKey("x-example")
              ? "a string such as \"" + node.getString("x-example") + "\""
              : "a string that is not empty";
    };
  }

  private static String allowedList(JsonObject node) {
    JsonObject items = node.getJsonObject("items", new JsonObject());
    Integer most = node.getInteger("maxItems");
    int least = node.getInteger("minItems", 0);
    String length = "";
    if (most != null) {
      length = (least == 0 ? " of at most " : " of " + least + " to ") + most + " entries";
    }
    return "a list" + length + ", each " + allowed(items);
  }

  private static String show(Object value) {
    if (value instanceof CharSequence) {
      return "\"" + value + "\"";
    }
    if (value instanceof JsonObject) {
      return "an object";
    }
    if (value instanceof JsonArray list) {
      return list.isEmpty() ? "an empty list" : "a list of " + list.size();
    }
    return String.valueOf(value);
  }

  private JsonObject schemaAt(String pointer) {
    JsonObject node = schema.document();
    for (String step : steps(pointer)) {
      if (node == null) {
        return null;
      }
      if (node.getValue("properties") instanceof JsonObject properties
          && properties.containsKey(step)) {
        node = properties.getJsonObject(step);
      } else {
        node = node.getValue("items") instanceof JsonObject items ? items : null;
      }
    }
    return node;
  }

  private static Object valueAt(JsonObject config, String pointer) {
    Object value = config;
    for (String step : steps(pointer)) {
      if (value instanceof JsonObject object) {
        value = object.getValue(step);
      } else if (value instanceof JsonArray array && step.matches("[0-9]{1,9}")) {
        int index = Integer.parseInt(step);
        value = index < array.size() ? array.getValue(index) : null;
      } else {
        return null;
      }
    }
    return value;
  }

  private static List<String> steps(String pointer) {
    return pointer.isEmpty()
        ? List.of()
        : List.of(pointer.substring(1).split("/", -1)).stream()
            .map(ConfigValidator::unescape)
            .toList();
  }

  private static String keyword(OutputUnit error) {
    String location = error.getKeywordLocation();
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private static String pointer(OutputUnit error) {
    String location = error.getInstanceLocation();
    if (!location.startsWith("#")) {
      return location;
    }
    String pointer = location.substring(1);
    try {
      // A pointer in a URI fragment is percent-encoded (RFC 6901, section 6).
      return URLDecoder.decode(pointer.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // The library leaves some pointers as they are.
      return pointer;
    }
  }

  private static String escape(String step) {
    return step.replace("~", "~0").replace("/", "~1");
  }

  private static String unescape(String step) {
    return step.replace("~1", "/").replace("~0", "~");
  }
}

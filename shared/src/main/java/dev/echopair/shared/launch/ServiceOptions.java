package dev.echopair.shared.launch;

import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigKey;
import dev.echopair.shared.config.ConfigSources;
import dev.echopair.shared.process.Version;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line of a service. One picocli command parses the options of the Vert.x launcher, the
 * options of this project and one option for each configuration key.
 */
final class ServiceOptions {

  private static final String PRINT_METRICS = "--print-metrics";
  private static final String CONFIG_SCHEMA = "--config-schema";

  /**
   * The options for other threading models, which are removed. Instances on worker or virtual
   * threads would share one event loop for all their sockets; these verticles are made for event
   * loops.
   */
  private static final List<String> OTHER_THREADS = List.of("-worker", "-virtual-thread");

  /** Help texts that replace those of the launcher, which are wrong for these services. */
  private static final Map<String, String> OWN_WORDS =
      Map.of(
          "-instances",
          "Default for every instances key of the configuration: the number of instances of each"
              + " working verticle.",
          "-deployment-options",
          "Deployment options, as JSON or as the path of a JSON file; for the working verticles"
              + " only instances has an effect.",
          "-cluster",
          "Join the cluster of cluster.members; its nodes share one event bus.",
          "-cluster-host",
          "Host to bind to for messages between nodes; cluster.host by default.",
          "-cluster-port",
          "Port to use for messages between nodes; cluster.busPort by default.");

  private boolean printMetrics;

  boolean printMetrics() {
    return printMetrics;
  }

  /** Makes the command line that parses and explains these options. */
  CommandLine commandLine(Object launcherCommand, ServiceDefinition<?> definition) {
    CommandLine line = new CommandLine(launcherCommand);
    CommandSpec spec = line.getCommandSpec().name(definition.name());
    // The user cannot choose the main verticle: a positional argument is a mistake, not a class
    // name.
    List.copyOf(spec.positionalParameters()).forEach(spec::remove);
    OTHER_THREADS.forEach(name -> spec.remove(spec.findOption(name)));
    OWN_WORDS.forEach((name, words) -> describe(spec, name, words));
    // Set after the options are removed: with case-insensitive options, picocli 4.7.7 does not
    // remove an option completely.
    line.setOptionsCaseInsensitive(true);
    // The last value wins, so that a script can put its defaults before the arguments of its
    // caller.
    line.setOverwrittenOptionsAllowed(true);
    spec.addOption(
        OptionSpec.builder(PRINT_METRICS)
            .arity("0")
            .type(boolean.class)
            .description("Print each metrics report that the event bus carries as a JSON line.")
            .build());
    spec.addOption(
        OptionSpec.builder(CONFIG_SCHEMA)
            .arity("0")
            .type(boolean.class)
            .description("Print the JSON Schema of the configuration and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .arity("0")
            .type(boolean.class)
            .description("Print the version and exit.")
            .build());
    definition.schema().keys().forEach(key -> spec.addOption(option(key)));
    return line;
  }

  /** Prints the help. The configuration keys have their own heading. */
  private static void printHelp(CommandSpec spec, ServiceDefinition<?> definition) {
    // The group is only made for the help: picocli formats its synopsis, which takes longer than
    // all parsing.
    ArgGroupSpec.Builder keys =
        ArgGroupSpec.builder()
            .heading(
                "%nConfiguration keys; they override -conf and the environment"
                    + " (--log.level, -Decho.log.level and ECHO_LOG_LEVEL set the same key):%n")
            .validate(false);
    for (ConfigKey key : definition.schema().keys()) {
      spec.remove(spec.findOption("--" + key.name()));
      keys.addArg(option(key));
    }
    spec.addArgGroup(keys.build());
    spec.usageMessage()
        .customSynopsis(definition.invocation() + " [OPTIONS]")
        .synopsisHeading("Usage: ")
        .description("%n" + definition.description() + "%n")
        .optionListHeading("Options:%n")
        .footerHeading("%nExamples:%n")
        .footer(footer(definition))
        .autoWidth(true)
        .width(100);
    spec.commandLine().usage(System.out);
  }

  private static String[] footer(ServiceDefinition<?> definition) {
    List<String> lines = new ArrayList<>();
    definition.examples().forEach(example -> lines.add("  " + example));
    lines.add("");
    lines.add(
        "Exit codes: 0 success, 1 the work failed, 2 wrong usage or configuration, 130"
            + " interrupted.");
    return lines.toArray(String[]::new);
  }

  private static void describe(CommandSpec spec, String name, String words) {
    OptionSpec option = spec.findOption(name);
    spec.remove(option);
    spec.addOption(OptionSpec.builder(option).description(words).build());
  }

  private static OptionSpec option(ConfigKey key) {
    return OptionSpec.builder("--" + key.name())
        .paramLabel("VALUE")
        .arity("1")
        .type(String.class)
        .description(key.description().replace("%", "%%") + defaultOf(key))
        .build();
  }

  private static String defaultOf(ConfigKey key) {
    Object value = key.schema().getValue("default");
    if (value == null || (value instanceof JsonArray list && !list.isEmpty())) {
      return "";
    }
    return " [" + (value instanceof JsonArray ? "none" : value) + "]";
  }

  /**
   * Prints the requested text, such as the help, instead of a start.
   *
   * @return whether a text was requested
   */
  boolean printTextOf(ParseResult parsed, ServiceDefinition<?> definition) {
    printMetrics = parsed.hasMatchedOption(PRINT_METRICS);
    if (parsed.isUsageHelpRequested()) {
      printHelp(parsed.commandSpec(), definition);
    } else if (parsed.hasMatchedOption("--version")) {
      System.out.println(definition.name() + " " + Version.current());
    } else if (parsed.hasMatchedOption(CONFIG_SCHEMA)) {
      System.out.println(definition.schema().document().encodePrettily());
    } else {
      return false;
    }
    return true;
  }

  /** Returns the sources of the configuration that the command line gives. */
  ConfigSources sources(ParseResult parsed, ServiceDefinition<?> definition) {
    JsonObject overrides = new JsonObject();
    for (ConfigKey key : definition.schema().keys()) {
      String option = "--" + key.name();
      if (parsed.hasMatchedOption(option)) {
        overrides.put(key.name(), parsed.<String>matchedOptionValue(option, null));
      }
    }
    return new ConfigSources(
        instances(parsed), parsed.matchedOptionValue("-conf", null), overrides);
  }

  private static OptionalInt instances(ParseResult parsed) {
    Integer given = parsed.matchedOptionValue("-instances", null);
    if (given == null) {
      return deploymentInstances(json("-deployment-options", parsed));
    }
    if (isOutOfRange(given)) {
      throw new ConfigException("-instances", "found " + given + ", allowed: from 1 to 1024");
    }
    return OptionalInt.of(given);
  }

  private static OptionalInt deploymentInstances(JsonObject deployment) {
    Object given = deployment == null ? null : deployment.getValue("instances");
    if (given == null) {
      return OptionalInt.empty();
    }
    if (given instanceof Integer number && !isOutOfRange(number)) {
      return OptionalInt.of(number);
    }
    throw new ConfigException(
        "-deployment-options",
        "instances: found " + given + ", allowed: an integer from 1 to 1024");
  }

  private static boolean isOutOfRange(int instances) {
    return instances < 1 || instances > 1024;
  }

  /**
   * Refuses Vert.x options that the launcher would ignore: it only warns about unreadable JSON, and
   * the options classes ignore unknown keys.
   */
  void checkVertxOptions(ParseResult parsed) {
    check("-options", json("-options", parsed), () -> new VertxOptions().toJson());
    JsonObject deployment = json("-deployment-options", parsed);
    check("-deployment-options", deployment, () -> new DeploymentOptions().toJson());
    if (deployment != null && onOtherThreads(deployment)) {
      throw new ConfigException(
          "-deployment-options", "threadingModel: allowed: EVENT_LOOP, which these verticles need");
    }
  }

  private static boolean onOtherThreads(JsonObject deployment) {
    return !"EVENT_LOOP".equals(deployment.getValue("threadingModel", "EVENT_LOOP"))
        || !Boolean.FALSE.equals(deployment.getValue("worker", false));
  }

  private static void check(String option, JsonObject given, Supplier<JsonObject> known) {
    if (given == null) {
      return;
    }
    Set<String> unknown = new TreeSet<>(given.fieldNames());
    unknown.removeAll(known.get().fieldNames());
    unknown.removeAll(OPTIONAL_VERTX_KEYS);
    if (!unknown.isEmpty()) {
      throw new ConfigException(option, "unknown key " + String.join(", ", unknown));
    }
  }

  /** Keys that Vert.x reads but leaves out of {@code toJson()} while they have no value. */
  private static final Set<String> OPTIONAL_VERTX_KEYS =
      Set.of(
          "metricsOptions",
          "tracingOptions",
          "config",
          "isolationGroup",
          "workerPoolName",
          "threadingModel",
          "worker",
          "ha",
          "extraClasspath");

  private static JsonObject json(String option, ParseResult parsed) {
    String given = parsed.matchedOptionValue(option, null);
    if (given == null) {
      return null;
    }
    try {
      return new JsonObject(given.stripLeading().startsWith("{") ? given : read(option, given));
    } catch (DecodeException e) {
      throw new ConfigException(
          option, "not valid JSON: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private static String read(String option, String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      List<String> words = new ArrayList<>(List.of("neither JSON nor a readable file:", file));
      throw new ConfigException(option, String.join(" ", words));
    }
  }
}

package dev.echopair.shared.launch;

import dev.echopair.shared.config.ConfigChange;
import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigLoader;
import dev.echopair.shared.config.ConfigProblem;
import dev.echopair.shared.config.ConfigSources;
import dev.echopair.shared.config.ConfigWatcher;
import dev.echopair.shared.config.TypedConfig;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.process.LogSetup;
import dev.echopair.shared.process.StartupException;
import io.vertx.core.Vertx;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Applies changes of the configuration file to a service that runs, and tells what came of each.
 */
final class Reconfiguration<C extends TypedConfig> {

  private static final Logger LOG = LoggerFactory.getLogger(Reconfiguration.class);

  /** What only a start decides on; a change of it is told and waits for one. */
  private static final List<String> AT_START_ONLY =
      List.of("transport", "cluster.", "tcp.backlog", "tcp.tls");

  private final Vertx vertx;
  private final ServiceDefinition<C> definition;
  private final SupportVerticles support;
  private final Reconfigurable<C> main;
  private final EchoEvents events;

  private JsonObject running;

  Reconfiguration(
      Vertx vertx,
      ServiceDefinition<C> definition,
      SupportVerticles support,
      Reconfigurable<C> main,
      JsonObject running) {
    this.vertx = vertx;
    this.definition = definition;
    this.support = support;
    this.main = main;
    this.running = running;
    this.events = new EchoEvents(vertx, definition.role());
  }

  /** Starts watching the file, if there is one. */
  void watch(ConfigSources sources) {
    new ConfigWatcher(
            vertx,
            new ConfigLoader(definition.schema()),
            sources,
            running,
            this::apply,
            this::refuse)
        .start();
  }

  private void apply(JsonObject changed) {
    C typed;
    try {
      typed = definition.typed().apply(changed);
    } catch (ConfigException e) {
      refuse(e.problems());
      return;
    }
    List<String> keys = ConfigChange.keys(running, changed);
    main.reconfigure(typed)
        .compose(applied -> support.reconfigure(vertx, typed.service()))
        .onSuccess(
            applied -> {
              running = changed;
              LogSetup.configure(typed.service().log().level());
              applied(keys);
            })
        .onFailure(
            failure ->
                refuse(
                    List.of(
                        new ConfigProblem("configuration", StartupException.describe(failure)))));
  }

  private void applied(List<String> keys) {
    List<String> waiting =
        keys.stream()
            .filter(key -> AT_START_ONLY.stream().anyMatch(start -> matches(start, key)))
            .toList();
    String remark = waiting.isEmpty() ? "" : "; takes a restart: " + String.join(", ", waiting);
    events.publish(
        EchoEvents.CONFIG_APPLIED,
        "configuration applied: changed " + String.join(", ", keys) + remark,
        new JsonObject()
            .put("changed", new JsonArray(keys))
            .put("needsRestart", new JsonArray(waiting)));
  }

  private static boolean matches(String start, String key) {
    return start.endsWith(".") ? key.startsWith(start) : key.equals(start);
  }

  private void refuse(List<ConfigProblem> problems) {
    problems.forEach(problem -> LOG.warn("configuration refused: " + problem));
    events.publish(
        EchoEvents.CONFIG_REFUSED,
        "configuration refused, the running one stays: " + problems.get(0),
        new JsonObject()
            .put(
                "problems",
                new JsonArray(problems.stream().map(ConfigProblem::toString).toList())));
  }
}

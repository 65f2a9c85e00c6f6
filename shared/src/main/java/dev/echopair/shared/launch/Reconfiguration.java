package dev.echopair.shared.launch;

import dev.echopair.shared.config.ConfigChange;
import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigKey;
import dev.echopair.shared.config.ConfigProblem;
import dev.echopair.shared.config.ConfigSchema;
import dev.echopair.shared.process.StartupException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/**
 * Applies changed configurations to a running service, one after the other. Each change is applied
 * completely or not at all.
 *
 * <p>Each change runs the same steps in the same order. When a step fails, the steps before it get
 * the running configuration again, in reverse order, and the change is refused. The schema says
 * which keys need a restart; a change of such a key is accepted and reported as waiting for a
 * restart.
 *
 * @param <C> type of the configuration
 */
final class Reconfiguration<C> {

  /** Receives the result of each change. */
  interface Listener {

    /**
     * A change was applied.
     *
     * @param changed the dotted names of the keys that it changed
     * @param needsRestart those of {@code changed} that take effect only at the next start
     */
    void applied(List<String> changed, List<String> needsRestart);

    /** A change was refused; the running configuration stays in use. */
    void refused(List<ConfigProblem> problems);
  }

  private final ConfigSchema schema;
  private final Function<JsonObject, Future<C>> typed;
  private final List<Reconfigurable<C>> steps;
  private final Listener listener;
  private final ChangeQueue<JsonObject> queue = new ChangeQueue<>(this::apply);

  // Only one change at a time writes these fields.
  private volatile JsonObject runningJson;
  private volatile C running;

  /**
   * Makes an object that applies changes to a running configuration.
   *
   * @param schema says which keys need a restart
   * @param typed converts a configuration that the schema has validated to its type; fails with a
   *     {@link ConfigException} to refuse it
   * @param steps the parts of the service to reconfigure, in this order
   */
  Reconfiguration(
      ConfigSchema schema,
      Function<JsonObject, Future<C>> typed,
      List<Reconfigurable<C>> steps,
      JsonObject runningJson,
      C running,
      Listener listener) {
    this.schema = schema;
    this.typed = typed;
    this.steps = List.copyOf(steps);
    this.runningJson = runningJson;
    this.running = running;
    this.listener = listener;
  }

  /**
   * Queues a complete configuration that the schema has validated. May be called from any thread.
   */
  void submit(JsonObject changed) {
    queue.submit(changed);
  }

  private Future<Void> apply(JsonObject changed) {
    List<String> keys = ConfigChange.keys(runningJson, changed);
    if (keys.isEmpty()) {
      return Future.succeededFuture();
    }
    return typed
        .apply(changed)
        .compose(config -> applyFrom(0, config).map(config))
        .<Void>map(
            config -> {
              runningJson = changed;
              running = config;
              listener.applied(keys, keys.stream().filter(this::needsRestart).toList());
              return null;
            })
        .onFailure(failure -> listener.refused(problems(failure)));
  }

  private Future<Void> applyFrom(int index, C config) {
    if (index == steps.size()) {
      return Future.succeededFuture();
    }
    Reconfigurable<C> step = steps.get(index);
    return step.reconfigure(config)
        .compose(
            applied -> applyFrom(index + 1, config).recover(failure -> takeBack(step, failure)));
  }

  /**
   * Returns a step to the running configuration. The result always fails: with the failure of the
   * change, and with the failure of this step, if there is one.
   */
  private Future<Void> takeBack(Reconfigurable<C> step, Throwable failure) {
    return step.reconfigure(running)
        .transform(
            back ->
                Future.failedFuture(
                    back.succeeded()
                        ? failure
                        : new StartupException(List.of(failure, back.cause()))));
  }

  private boolean needsRestart(String key) {
    return schema.find(key).map(ConfigKey::needsRestart).orElse(false);
  }

  private static List<ConfigProblem> problems(Throwable failure) {
    return failure instanceof ConfigException refused
        ? refused.problems()
        : List.of(new ConfigProblem("configuration", StartupException.describe(failure)));
  }
}

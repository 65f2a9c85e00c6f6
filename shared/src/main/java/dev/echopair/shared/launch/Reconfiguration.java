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
 * Applies changed configurations to a service that runs, one after the other and each one whole or
 * not at all.
 *
 * <p>A change passes through the same steps in the same order. When a step fails, the steps before
 * it get the running configuration back, in reverse order, and the change is refused. The schema
 * says which keys need a restart; a change of such a key is accepted and reported as waiting for
 * one.
 *
 * @param <C> the configuration, typed
 */
final class Reconfiguration<C> {

  /** Takes the result of each change. */
  interface Listener {

    /**
     * A change was applied.
     *
     * @param changed the dotted names of the keys that it changed
     * @param needsRestart those of them that have an effect at the next start only
     */
    void applied(List<String> changed, List<String> needsRestart);

    /** A change was refused; what ran before it runs on. */
    void refused(List<ConfigProblem> problems);
  }

  private final ConfigSchema schema;
  private final Function<JsonObject, Future<C>> typed;
  private final List<Reconfigurable<C>> steps;
  private final Listener listener;
  private final ChangeQueue<JsonObject> queue = new ChangeQueue<>(this::apply);

  // Written by one change at a time.
  private volatile JsonObject runningJson;
  private volatile C running;

  /**
   * Prepares changes of a running configuration.
   *
   * @param schema says which keys need a restart
   * @param typed types a configuration that the schema has validated, or refuses it with a {@link
   *     ConfigException}
   * @param steps what is reconfigured, in this order
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

  /** Queues a complete configuration that the schema has validated; from any thread. */
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

  /** Fails as the change did, and with what went wrong on the way back too. */
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

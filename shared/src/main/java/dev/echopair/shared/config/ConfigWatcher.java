package dev.echopair.shared.config;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileProps;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;

/**
 * Watches the {@code -conf} file and reloads the configuration from all its sources when the file
 * changes. An invalid configuration is refused as a whole; the running configuration stays in use.
 *
 * <p>Polls the file's modification time and size once per {@link #PERIOD_MS}. Polling also detects
 * the change of a Kubernetes config map, which swaps symbolic links. Lives on the context that
 * starts it.
 */
public final class ConfigWatcher {

  /** Time between two polls of the file. */
  static final long PERIOD_MS = 1_000;

  private final Vertx vertx;
  private final ConfigLoader loader;
  private final ConfigSources sources;
  private final Consumer<JsonObject> changed;
  private final Consumer<List<ConfigProblem>> refused;

  private JsonObject current;
  private String seen = "";
  private boolean busy;

  /**
   * Makes a watcher; {@link #start} starts it.
   *
   * @param running the running configuration
   * @param changed receives each valid configuration that differs from the previous one
   * @param refused receives the problems of each invalid configuration, once per change of the file
   */
  public ConfigWatcher(
      Vertx vertx,
      ConfigLoader loader,
      ConfigSources sources,
      JsonObject running,
      Consumer<JsonObject> changed,
      Consumer<List<ConfigProblem>> refused) {
    this.vertx = vertx;
    this.loader = loader;
    this.sources = sources;
    this.current = running;
    this.changed = changed;
    this.refused = refused;
  }

  /**
   * Starts to watch, if the configuration comes from a file. The first poll always reloads the
   * file, because it may have changed since the first load.
   */
  public void start() {
    if (sources.conf() != null && !sources.confIsInline()) {
      vertx.setPeriodic(PERIOD_MS, id -> look());
    }
  }

  private Future<String> fingerprint() {
    return vertx
        .fileSystem()
        .props(sources.confFile().toString())
        .map(ConfigWatcher::fingerprint)
        .otherwise("missing");
  }

  private static String fingerprint(FileProps props) {
    return props.lastModifiedTime() + "/" + props.size();
  }

  private void look() {
    if (busy) {
      return;
    }
    busy = true;
    fingerprint()
        .compose(now -> now.equals(seen) ? Future.succeededFuture() : reload(now))
        .onComplete(done -> busy = false);
  }

  private Future<Void> reload(String fingerprint) {
    seen = fingerprint;
    return loader
        .load(vertx, sources)
        .onSuccess(this::apply)
        .onFailure(this::refuse)
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private void apply(JsonObject loaded) {
    if (!loaded.equals(current)) {
      current = loaded;
      changed.accept(loaded);
    }
  }

  private void refuse(Throwable failure) {
    refused.accept(
        failure instanceof ConfigException config
            ? config.problems()
            : List.of(new ConfigProblem(sources.conf(), String.valueOf(failure.getMessage()))));
  }
}

package dev.echopair.shared.config;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileProps;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;

/**
 * Watches the {@code -conf} file and loads the configuration anew, from all its sources, when the
 * file changes. What is not valid is refused whole; the configuration that runs stays.
 *
 * <p>Looks at the file's time and size once per {@link #PERIOD_MS}, which sees a Kubernetes config
 * map change too, whose links are swapped. Lives on the context that starts it.
 */
public final class ConfigWatcher {

  /** From one look at the file to the next. */
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
   * Prepares a watch.
   *
   * @param running the configuration that runs
   * @param changed takes a valid configuration that differs from the one that runs
   * @param refused takes the problems of one that is not valid, once per change of the file
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
   * Starts watching, if the configuration comes from a file at all. The first look loads it in any
   * case: it may have changed since it was loaded.
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

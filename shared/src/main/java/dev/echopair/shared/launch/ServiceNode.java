package dev.echopair.shared.launch;

import dev.echopair.shared.cluster.ClusterSetup;
import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigLoader;
import dev.echopair.shared.config.ConfigSources;
import dev.echopair.shared.config.ConfigWatcher;
import dev.echopair.shared.config.TypedConfig;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.metrics.EventLines;
import dev.echopair.shared.metrics.ReportLines;
import dev.echopair.shared.process.ExitCode;
import dev.echopair.shared.process.LogSetup;
import dev.echopair.shared.process.Signals;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.transport.Transport;
import io.vertx.launcher.application.HookContext;
import io.vertx.launcher.application.VertxApplicationHooks;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs the life cycle of a node through the hooks of the Vert.x launcher: configuration, Vert.x,
 * main verticle, support verticles, configuration changes, stop.
 *
 * @param <C> type of the configuration
 */
final class ServiceNode<C extends TypedConfig> implements VertxApplicationHooks {

  private final ServiceDefinition<C> definition;
  private final HeadStart headStart;
  private final ErrorLines errors;
  private final GracefulStop stop;
  private final Supplier<PrometheusMeterRegistry> registry;

  private Supplier<ConfigLoader> loader = this::loader;
  private boolean printReports;
  private ConfigSources sources = ConfigSources.none();
  private JsonObject json = new JsonObject();
  private volatile C config;
  private Transport transport;
  private Optional<ClusterSetup> cluster = Optional.empty();
  private SupportVerticles support;
  private Deployable mainVerticle;

  ServiceNode(ServiceDefinition<C> definition, HeadStart headStart, ErrorLines errors) {
    this.definition = definition;
    this.headStart = headStart;
    this.errors = errors;
    this.stop = new GracefulStop(errors);
    // Loads the native library early, because this takes time. The configuration selects the
    // transport later.
    headStart.rehearse(() -> TransportChoice.resolve("auto"));
    this.registry = headStart.make(() -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /** Begins to create the loader with its validator on the second thread. */
  void prepareLoader() {
    loader = headStart.make(this::loader);
  }

  private ConfigLoader loader() {
    return new ConfigLoader(definition.schema());
  }

  /** Makes the node print the reports of the event bus to stdout, and its events to stderr. */
  void printReports() {
    printReports = true;
  }

  /** Whether a signal has arrived. The thread that stops the node then ends the process. */
  boolean isStopping() {
    return stop.isStopping();
  }

  /** Loads the configuration and prepares everything that Vert.x needs for its start. */
  void prepare(ConfigSources given, boolean clustered) {
    sources = given;
    json = await(loader.get().load(headStart.vertx(), sources));
    headStart.end();
    config = definition.typed().apply(json);
    LogSetup.configure(config.service().log().level());
    transport = transport(config.service().transport());
    if (clustered) {
      cluster = Optional.of(ClusterSetup.of(config.service().cluster()));
    }
  }

  private static Transport transport(String name) {
    try {
      return TransportChoice.resolve(name);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("/transport", e.getMessage());
    }
  }

  @Override
  public JsonObject afterConfigParsed(JsonObject ignored) {
    // The main verticle gets the typed configuration instead.
    return new JsonObject();
  }

  @Override
  public JsonObject afterDeploymentOptionsParsed(JsonObject deploymentOptions) {
    // -instances applies to the verticles that the main verticle deploys. There is always one main
    // verticle.
    return deploymentOptions == null ? null : deploymentOptions.copy().put("instances", 1);
  }

  @Override
  public VertxBuilder createVertxBuilder(VertxOptions vertxOptions) {
    support = new SupportVerticles(definition.role(), config.service(), registry.get());
    VertxBuilder builder =
        support.meter(vertxOptions, Vertx.builder().with(vertxOptions).withTransport(transport));
    return cluster.map(node -> node.apply(builder, vertxOptions)).orElse(builder);
  }

  @Override
  public void afterVertxStarted(HookContext context) {
    cluster.ifPresent(node -> node.started(context.vertx(), definition.role()));
    PrintStream people = printReports ? System.err : System.out;
    Future<Void> ready = EventLines.print(context.vertx(), people, definition.name());
    if (printReports) {
      ready = ready.compose(v -> ReportLines.print(context.vertx(), System.out));
    }
    await(ready);
    cluster.ifPresent(node -> node.announce(context.vertx(), definition.role()));
  }

  @Override
  public Supplier<? extends Deployable> verticleSupplier() {
    return () -> {
      mainVerticle = definition.mainVerticle().apply(config);
      return mainVerticle;
    };
  }

  @Override
  public void beforeDeployingVerticle(HookContext context) {
    context.deploymentOptions().setInstances(1);
    // Registered before the first line reports that the node serves: the reader of this line may
    // send a signal at once.
    Signals.handle("TERM", () -> stop(context, ExitCode.OK));
    Signals.handle("INT", () -> stop(context, ExitCode.INTERRUPTED));
  }

  private void stop(HookContext context, int exitCode) {
    Duration drainTimeout = config.service().drainTimeout();
    stop.stop(context, drainTimeout, () -> support.draining(context.vertx()), exitCode);
  }

  @Override
  public void afterFailureToStartVertx(HookContext context, Throwable failure) {
    if (cluster.isPresent() && failure != null) {
      errors.print(cluster.get().explain(failure));
    } else {
      explain("cannot start Vert.x", failure);
    }
  }

  @Override
  public void afterFailureToDeployVerticle(HookContext context, Throwable failure) {
    explain("cannot start", failure);
    context.vertx().close();
  }

  @Override
  public void afterVerticleDeployed(HookContext context) {
    await(stop.beginUnlessStopping(() -> support.deploy(context.vertx())));
    if (!stop.isStopping()) {
      support.ready(context.vertx());
      watch(context.vertx());
    }
  }

  /** Starts to apply changes of the configuration file. */
  private void watch(Vertx vertx) {
    List<Reconfigurable<C>> steps = new ArrayList<>();
    if (mainVerticle instanceof Reconfigurable<?> reconfigurable) {
      @SuppressWarnings("unchecked") // The definition makes the verticle for type C.
      Reconfigurable<C> main = (Reconfigurable<C>) reconfigurable;
      steps.add(main);
    }
    steps.add(changed -> support.reconfigure(vertx, changed.service()));
    steps.add(this::keep);
    ConfigEvents events = new ConfigEvents(new EchoEvents(vertx, definition.role()));
    Reconfiguration<C> reconfiguration =
        new Reconfiguration<>(
            definition.schema(),
            changed -> vertx.executeBlocking(() -> definition.typed().apply(changed)),
            steps,
            json,
            config,
            events);
    new ConfigWatcher(
            vertx,
            new ConfigLoader(definition.schema()),
            sources,
            json,
            reconfiguration::submit,
            events::refused)
        .start();
  }

  private Future<Void> keep(C changed) {
    config = changed;
    LogSetup.configure(changed.service().log().level());
    return Future.succeededFuture();
  }

  /** Prints the explanation of a failure, unless the node is stopping. */
  void explain(String attempt, Throwable failure) {
    if (!stop.isStopping()) {
      errors.explain(attempt, failure);
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}

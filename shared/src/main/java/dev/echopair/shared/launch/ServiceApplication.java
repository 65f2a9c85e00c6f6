package dev.echopair.shared.launch;

import dev.echopair.shared.cluster.ClusterSetup;
import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigLoader;
import dev.echopair.shared.config.ConfigSources;
import dev.echopair.shared.config.ConfigWatcher;
import dev.echopair.shared.config.TypedConfig;
import dev.echopair.shared.internals.LauncherCommand;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.metrics.EventLines;
import dev.echopair.shared.metrics.ReportLines;
import dev.echopair.shared.process.ExitCode;
import dev.echopair.shared.process.LogSetup;
import dev.echopair.shared.process.Signals;
import dev.echopair.shared.process.StartupException;
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
import io.vertx.launcher.application.VertxApplication;
import io.vertx.launcher.application.VertxApplicationHooks;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The Vert.x application that both services are: the launcher's own vocabulary ({@code -conf},
 * {@code -instances}, {@code -cluster}, {@code -options}, {@code -deployment-options}), with a
 * configuration that is loaded and validated before Vert.x starts, messages of one line, and exit
 * codes that mean something ({@link ExitCode}).
 */
public class ServiceApplication<C extends TypedConfig> extends VertxApplication
    implements VertxApplicationHooks {

  private static final Logger LOG = Logger.getLogger(ServiceApplication.class.getName());

  /** Beyond the drain: for undeploying, leaving a cluster, closing the event loops. */
  private static final long CLOSE_GRACE_SECONDS = 15;

  /** For what the verticles published last to reach who subscribes. */
  private static final long LAST_REPORTS_MS = 100;

  private final String[] args;
  private final HeadStart headStart;
  private final ServiceDefinition<C> definition;
  private final Supplier<PrometheusMeterRegistry> registry;
  private final AtomicBoolean stopping = new AtomicBoolean();

  private Supplier<ConfigLoader> loader = this::loader;
  private boolean printMetrics;
  private JsonObject json = new JsonObject();
  private ConfigSources sources = ConfigSources.none();
  private Deployable mainVerticle;
  private volatile C config;
  private Transport transport;
  private SupportVerticles support;
  private Optional<ClusterSetup> cluster = Optional.empty();

  /** Guarded by this: a signal is handled on a thread of its own. */
  private Future<Void> supportDeployed = Future.succeededFuture();

  /**
   * Begins a launch.
   *
   * @param headStart begun before this class was needed
   * @param args the command line
   * @param definition says which service this is; asked when the start is under way, as reading a
   *     schema takes its time
   */
  public ServiceApplication(
      HeadStart headStart, String[] args, Supplier<ServiceDefinition<C>> definition) {
    super(args);
    this.args = args.clone();
    this.headStart = headStart;
    this.definition = definition.get();
    // Loading its library takes time; which of them is used is asked for later.
    headStart.rehearse(() -> TransportChoice.resolve("auto"));
    this.registry = headStart.make(() -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /**
   * Parses the command line and starts the service; returns when it is serving.
   *
   * @return an {@link ExitCode}; after {@link ExitCode#OK} the service runs on, unless all that was
   *     asked for was a text such as the help
   */
  @Override
  public int launch() {
    // What the launcher logs is silenced by LogSetup, as failures are told here.
    Runnable command = LauncherCommand.of(this, this);
    try {
      Optional<ConfigSources> plain = PlainArguments.read(args, definition.schema().keys());
      return plain.isPresent() ? launchPlain(command, plain.get()) : parse(command);
    } finally {
      headStart.end();
    }
  }

  private int launchPlain(Runnable command, ConfigSources given) {
    int prepared = prepare(() -> given, false);
    if (prepared != ExitCode.OK) {
      return prepared;
    }
    try {
      command.run();
      return ExitCode.OK;
    } catch (RuntimeException e) {
      return launchError(e);
    }
  }

  private int parse(Runnable command) {
    // Picocli takes longer than that.
    loader = headStart.make(this::loader);
    ServiceOptions options = new ServiceOptions();
    return options
        .commandLine(command, definition)
        .setExecutionStrategy(parsed -> execute(options, parsed))
        .setParameterExceptionHandler((failure, arguments) -> usageError(failure))
        .setExecutionExceptionHandler((failure, line, parsed) -> launchError(failure))
        .execute(args);
  }

  private int execute(ServiceOptions options, ParseResult parsed) {
    if (options.printTextOf(parsed, definition)) {
      return ExitCode.OK;
    }
    printMetrics = options.printMetrics();
    int prepared =
        prepare(
            () -> {
              options.checkVertxOptions(parsed);
              return options.sources(parsed, definition);
            },
            parsed.hasMatchedOption("-cluster"));
    return prepared == ExitCode.OK ? new CommandLine.RunLast().execute(parsed) : prepared;
  }

  /** Loads the configuration and all that has to be known before Vert.x starts. */
  private int prepare(Supplier<ConfigSources> given, boolean clustered) {
    try {
      sources = given.get();
      load();
      if (clustered) {
        cluster = Optional.of(ClusterSetup.of(config.service().cluster()));
      }
      return ExitCode.OK;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> error(problem.toString()));
      return ExitCode.USAGE;
    } catch (IllegalArgumentException e) {
      error(e.getMessage());
      return ExitCode.FAILED;
    }
  }

  private ConfigLoader loader() {
    return new ConfigLoader(definition.schema());
  }

  private void load() {
    json = await(loader.get().load(headStart.vertx(), sources));
    headStart.end();
    config = definition.typed().apply(json);
    LogSetup.configure(config.service().log().level());
    try {
      transport = TransportChoice.resolve(config.service().transport());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("/transport", e.getMessage());
    }
  }

  @Override
  public JsonObject afterConfigParsed(JsonObject ignored) {
    // The main verticle is made with the typed one.
    return new JsonObject();
  }

  @Override
  public JsonObject afterDeploymentOptionsParsed(JsonObject deploymentOptions) {
    // -instances scales the verticles below the main one, of which there is always one.
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
    PrintStream people = printMetrics ? System.err : System.out;
    Future<Void> ready = EventLines.print(context.vertx(), people, definition.name());
    if (printMetrics) {
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
    // Before the first line says that it serves: who reads that line may send a signal at once.
    Signals.handle("TERM", () -> stop(context, ExitCode.OK));
    Signals.handle("INT", () -> stop(context, ExitCode.INTERRUPTED));
  }

  @Override
  public void afterFailureToStartVertx(HookContext context, Throwable failure) {
    if (cluster.isPresent() && failure != null) {
      error(cluster.get().explain(failure));
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
    await(deploySupport(context.vertx()));
    if (stopping.get()) {
      return;
    }
    support.ready(context.vertx());
    watch(context.vertx());
  }

  /** Applies what changes in the configuration file from now on. */
  private void watch(Vertx vertx) {
    List<Reconfigurable<C>> steps = new ArrayList<>();
    if (mainVerticle instanceof Reconfigurable<?> reconfigurable) {
      @SuppressWarnings("unchecked") // The definition makes the verticle for its own configuration.
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

  /** Begins no more once the service stops. */
  private synchronized Future<Void> deploySupport(Vertx vertx) {
    if (!stopping.get()) {
      supportDeployed = support.deploy(vertx);
    }
    return supportDeployed;
  }

  private synchronized Future<Void> supportDeployed() {
    return supportDeployed;
  }

  /**
   * Drains and exits; a second signal while that lasts exits at once. The main verticle goes first,
   * while the node still tells that it drains and carries the last reports.
   */
  private void stop(HookContext context, int exitCode) {
    if (!stopping.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(exitCode);
    }
    Vertx vertx = context.vertx();
    // Vert.x complains of a deployment that is under way when it is closed.
    finish(supportDeployed(), CLOSE_GRACE_SECONDS);
    support.draining(vertx);
    long patience = config.service().drainTimeout().toSeconds() + CLOSE_GRACE_SECONDS;
    if (context.deploymentId() != null) {
      finish(vertx.undeploy(context.deploymentId()), patience);
    }
    // The bus carries the last reports on other event loops, and to other nodes.
    finish(vertx.timer(LAST_REPORTS_MS, TimeUnit.MILLISECONDS), CLOSE_GRACE_SECONDS);
    finish(vertx.close(), CLOSE_GRACE_SECONDS);
    System.exit(exitCode);
  }

  /** Waits for a step of the stop; one that fails or hangs is told and must not keep the rest. */
  private void finish(Future<Void> step, long patienceSeconds) {
    try {
      step.toCompletionStage().toCompletableFuture().get(patienceSeconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      error("while stopping: " + StartupException.describe(e.getCause()));
    } catch (TimeoutException e) {
      error("not stopped within " + patienceSeconds + " s: going on all the same");
    }
  }

  private int usageError(ParameterException failure) {
    error(failure.getMessage().lines().findFirst().orElse("wrong usage"));
    System.err.println("Try '" + definition.invocation() + " --help'.");
    return ExitCode.USAGE;
  }

  private int launchError(Exception failure) {
    if (stopping.get()) {
      // A signal came while the service started: the thread that stops it exits.
      return ExitCode.OK;
    }
    if (!LauncherCommand.wasExplained(failure)) {
      explain("cannot start", failure);
    }
    return ExitCode.FAILED;
  }

  private void explain(String attempt, Throwable failure) {
    if (stopping.get()) {
      return;
    }
    if (failure instanceof StartupException startup) {
      startup.problems().forEach(this::error);
    } else {
      error(attempt + ": " + (failure == null ? "timed out" : StartupException.describe(failure)));
    }
    if (failure != null) {
      LOG.log(Level.FINE, attempt, failure);
    }
  }

  private void error(String message) {
    System.err.println(definition.name() + ": " + message);
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

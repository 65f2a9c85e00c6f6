package dev.echopair.shared.launch;

import dev.echopair.shared.cluster.ClusterSetup;
import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigLoader;
import dev.echopair.shared.config.ConfigSources;
import dev.echopair.shared.config.ServiceConfig;
import dev.echopair.shared.metrics.EventLines;
import dev.echopair.shared.metrics.ReportLines;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.json.JsonObject;
import io.vertx.core.transport.Transport;
import io.vertx.launcher.application.HookContext;
import io.vertx.launcher.application.VertxApplication;
import io.vertx.launcher.application.VertxApplicationHooks;
import io.vertx.launcher.application.impl.CommandException;
import io.vertx.launcher.application.impl.VertxApplicationCommand;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The Vert.x application that both services are: the launcher's own vocabulary ({@code -conf},
 * {@code -instances}, {@code -cluster}, {@code -options}, {@code -deployment-options}), with a
 * configuration that is loaded and validated before Vert.x starts, messages of one line, and exit
 * codes that mean something ({@link ExitCode}).
 */
public class ServiceApplication extends VertxApplication implements VertxApplicationHooks {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceApplication.class);

  /** What the launcher logs; silenced by {@link LogSetup}, as failures are told here. */
  private static final Logger LAUNCHER_LOG = LoggerFactory.getLogger(VertxApplication.class);

  /** Beyond the drain: for undeploying, leaving a cluster, closing the event loops. */
  private static final long CLOSE_GRACE_SECONDS = 15;

  /** For what the verticles published last to reach who subscribes. */
  private static final long LAST_REPORTS_MS = 100;

  private final String[] args;
  private final ServiceDefinition definition;
  private final ServiceOptions options = new ServiceOptions();
  private final AtomicBoolean stopping = new AtomicBoolean();

  private JsonObject config = new JsonObject();
  private ConfigSources sources = ConfigSources.none();
  private Deployable mainVerticle;
  private ServiceConfig serviceConfig;
  private Transport transport;
  private SupportVerticles support;
  private Optional<ClusterSetup> cluster = Optional.empty();

  /** Guarded by this: a signal is handled on a thread of its own. */
  private Future<Void> supportDeployed = Future.succeededFuture();

  /**
   * Prepares a launch.
   *
   * @param args the command line
   * @param definition which service this is
   */
  public ServiceApplication(String[] args, ServiceDefinition definition) {
    super(args);
    this.args = args.clone();
    this.definition = definition;
  }

  /**
   * Parses the command line and starts the service; returns when it is serving.
   *
   * @return an {@link ExitCode}; after {@link ExitCode#OK} the service runs on, unless all that was
   *     asked for was a text such as the help
   */
  @Override
  public int launch() {
    VertxApplicationCommand command = new VertxApplicationCommand(this, this, LAUNCHER_LOG);
    return options
        .commandLine(command, definition)
        .setExecutionStrategy(this::execute)
        .setParameterExceptionHandler((failure, arguments) -> usageError(failure))
        .setExecutionExceptionHandler((failure, line, parsed) -> launchError(failure))
        .execute(args);
  }

  private int execute(ParseResult parsed) {
    if (options.printTextOf(parsed, definition)) {
      return ExitCode.OK;
    }
    try {
      options.checkVertxOptions(parsed);
      sources = options.sources(parsed, definition);
      load();
      if (parsed.hasMatchedOption("-cluster")) {
        cluster = Optional.of(ClusterSetup.of(serviceConfig.cluster()));
      }
    } catch (ConfigException e) {
      e.problems().forEach(problem -> error(problem.toString()));
      return ExitCode.USAGE;
    } catch (IllegalArgumentException e) {
      error(e.getMessage());
      return ExitCode.FAILED;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private void load() {
    config = loadBlocking();
    definition.check().accept(config);
    serviceConfig = ServiceConfig.from(config);
    LogSetup.configure(serviceConfig.log().level());
    try {
      transport = TransportChoice.resolve(serviceConfig.transport());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("/transport", e.getMessage());
    }
  }

  /**
   * Reads the configuration with a small Vert.x of its own: the transport and the cluster, which it
   * decides on, are needed before the real one can start.
   */
  private JsonObject loadBlocking() {
    Vertx bootstrap =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    try {
      return await(new ConfigLoader(definition.schema()).load(bootstrap, sources));
    } finally {
      bootstrap.close();
    }
  }

  @Override
  public JsonObject afterConfigParsed(JsonObject ignored) {
    return config;
  }

  @Override
  public JsonObject afterDeploymentOptionsParsed(JsonObject deploymentOptions) {
    // -instances scales the verticles below the main one, of which there is always one.
    return deploymentOptions == null ? null : deploymentOptions.copy().put("instances", 1);
  }

  @Override
  public VertxBuilder createVertxBuilder(VertxOptions vertxOptions) {
    support = new SupportVerticles(definition.role(), config);
    VertxBuilder builder =
        support.meter(vertxOptions, Vertx.builder().with(vertxOptions).withTransport(transport));
    return cluster.map(node -> node.apply(builder, vertxOptions)).orElse(builder);
  }

  @Override
  public void afterVertxStarted(HookContext context) {
    cluster.ifPresent(node -> node.started(context.vertx(), definition.role()));
    PrintStream people = options.printMetrics() ? System.err : System.out;
    Future<Void> ready = EventLines.print(context.vertx(), people, definition.name());
    if (options.printMetrics()) {
      ready = ready.compose(v -> ReportLines.print(context.vertx(), System.out));
    }
    await(ready);
    cluster.ifPresent(node -> node.announce(context.vertx(), definition.role()));
  }

  @Override
  public Supplier<? extends Deployable> verticleSupplier() {
    return () -> {
      mainVerticle = definition.mainVerticle().get();
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
    if (mainVerticle instanceof Reconfigurable reconfigurable) {
      Reconfiguration reconfiguration =
          new Reconfiguration(context.vertx(), definition, support, reconfigurable, config);
      reconfiguration.watch(sources);
    }
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
    long patience = serviceConfig.drainTimeout().toSeconds() + CLOSE_GRACE_SECONDS;
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
    // The launcher's own exceptions come after a hook that has explained them.
    if (!(failure instanceof CommandException)) {
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
    if (failure != null && LOG.isDebugEnabled()) {
      LOG.debug(attempt, failure);
    }
  }

  private void error(String message) {
    System.err.println(definition.name() + ": " + message);
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (java.util.concurrent.CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}

package dev.echopair.shared.launch;

import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigSources;
import dev.echopair.shared.config.TypedConfig;
import dev.echopair.shared.internals.LauncherCommand;
import dev.echopair.shared.process.ExitCode;
import io.vertx.launcher.application.VertxApplication;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The Vert.x application of both services. It has the options of the Vert.x launcher ({@code
 * -conf}, {@code -instances}, {@code -cluster}, {@code -options}, {@code -deployment-options}). It
 * loads and validates the configuration before Vert.x starts, prints messages of one line, and
 * returns defined exit codes ({@link ExitCode}).
 *
 * <p>This class reads the command line; {@link ServiceNode} executes it.
 *
 * @param <C> type of the configuration of the service
 */
public class ServiceApplication<C extends TypedConfig> extends VertxApplication {

  private final String[] args;
  private final HeadStart headStart;
  private final ServiceDefinition<C> definition;
  private final ErrorLines errors;
  private final ServiceNode<C> node;

  /**
   * Makes the application. {@link #launch} starts the service.
   *
   * @param headStart the second thread, started before this class is loaded
   * @param args the command line
   * @param definition supplies the definition of the service. It is called after the second thread
   *     has started, because reading a schema takes time
   */
  public ServiceApplication(
      HeadStart headStart, String[] args, Supplier<ServiceDefinition<C>> definition) {
    super(args);
    this.args = args.clone();
    this.headStart = headStart;
    this.definition = definition.get();
    this.errors = new ErrorLines(this.definition.name());
    this.node = new ServiceNode<>(this.definition, headStart, errors);
  }

  /**
   * Parses the command line and starts the service. Returns when the service is ready.
   *
   * @return an {@link ExitCode}; after {@link ExitCode#OK} the service keeps running, unless the
   *     command line requested only a text such as the help
   */
  @Override
  public int launch() {
    Runnable command = LauncherCommand.of(this, node);
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
    // Runs on the second thread while picocli parses, which takes longer.
    node.prepareLoader();
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
    if (options.printMetrics()) {
      node.printReports();
    }
    int prepared =
        prepare(
            () -> {
              options.checkVertxOptions(parsed);
              return options.sources(parsed, definition);
            },
            parsed.hasMatchedOption("-cluster"));
    return prepared == ExitCode.OK ? new CommandLine.RunLast().execute(parsed) : prepared;
  }

  private int prepare(Supplier<ConfigSources> given, boolean clustered) {
    try {
      node.prepare(given.get(), clustered);
      return ExitCode.OK;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> errors.print(problem.toString()));
      return ExitCode.USAGE;
    } catch (IllegalArgumentException e) {
      errors.print(e.getMessage());
      return ExitCode.FAILED;
    }
  }

  private int usageError(ParameterException failure) {
    errors.print(failure.getMessage().lines().findFirst().orElse("wrong usage"));
    System.err.println("Try '" + definition.invocation() + " --help'.");
    return ExitCode.USAGE;
  }

  private int launchError(Exception failure) {
    if (node.isStopping()) {
      // A signal arrived during the start: the thread that stops the node ends the process.
      return ExitCode.OK;
    }
    if (!LauncherCommand.wasExplained(failure)) {
      errors.explain("cannot start", failure);
    }
    return ExitCode.FAILED;
  }
}

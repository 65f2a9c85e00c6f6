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
 * The Vert.x application that both services are: the launcher's own vocabulary ({@code -conf},
 * {@code -instances}, {@code -cluster}, {@code -options}, {@code -deployment-options}), with a
 * configuration that is loaded and validated before Vert.x starts, messages of one line, and exit
 * codes that mean something ({@link ExitCode}).
 *
 * <p>Reads the command line; {@link ServiceNode} does what it says.
 *
 * @param <C> the configuration of the service, typed
 */
public class ServiceApplication<C extends TypedConfig> extends VertxApplication {

  private final String[] args;
  private final HeadStart headStart;
  private final ServiceDefinition<C> definition;
  private final ErrorLines errors;
  private final ServiceNode<C> node;

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
    this.errors = new ErrorLines(this.definition.name());
    this.node = new ServiceNode<>(this.definition, headStart, errors);
  }

  /**
   * Parses the command line and starts the service; returns when it is serving.
   *
   * @return an {@link ExitCode}; after {@link ExitCode#OK} the service runs on, unless all that was
   *     asked for was a text such as the help
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
    // Picocli takes longer than that.
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
      // A signal came while the service started: the thread that stops it exits.
      return ExitCode.OK;
    }
    if (!LauncherCommand.wasExplained(failure)) {
      errors.explain("cannot start", failure);
    }
    return ExitCode.FAILED;
  }
}

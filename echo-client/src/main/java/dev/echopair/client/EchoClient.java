package dev.echopair.client;

import dev.echopair.client.command.ChatCommand;
import dev.echopair.client.command.FileCommand;
import dev.echopair.client.command.LoadCommand;
import dev.echopair.client.command.PingCommand;
import dev.echopair.client.command.ProbeCommand;
import dev.echopair.client.command.SendCommand;
import dev.echopair.client.command.WatchCommand;
import dev.echopair.shared.process.ExitCode;
import dev.echopair.shared.process.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code echo-client}: sends messages to echo servers, shows replies and measures. */
@Command(
    name = "echo-client",
    description = "Sends to TCP and UDP echo servers (RFC 862), shows the replies, and measures.",
    mixinStandardHelpOptions = true,
    versionProvider = EchoClient.VersionOfBuild.class,
    subcommands = {
      SendCommand.class,
      ChatCommand.class,
      FileCommand.class,
      WatchCommand.class,
      ProbeCommand.class,
      PingCommand.class,
      LoadCommand.class,
      HelpCommand.class
    },
    footerHeading =
        "%nTargets are tcp://host:port, udp://host:port or tls://host:port.%n%nExamples:%n",
    footer = {
      "  java -jar echo-client.jar send tcp://127.0.0.1:7007 hello",
      "  java -jar echo-client.jar send --explain udp://127.0.0.1:7007 hello",
      "  java -jar echo-client.jar chat tcp://127.0.0.1:7007",
      "  java -jar echo-client.jar file udp://127.0.0.1:7007 picture.png",
      "  java -jar echo-client.jar probe --print-metrics",
      "  java -jar echo-client.jar watch",
      "",
      "Exit codes: 0 success, 1 the work failed, 2 wrong usage or configuration,",
      "3 an --assert does not hold, 130 interrupted."
    })
public final class EchoClient implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /**
   * Runs a command and exits with its {@link ExitCode} when it fails. After success the process
   * ends with its last thread: a service continues to run.
   */
  public static void main(String[] args) {
    int exitCode = commandLine().execute(LocaleArguments.restore(args));
    if (exitCode != ExitCode.OK) {
      System.exit(exitCode);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new EchoClient())
        .setParameterExceptionHandler((failure, args) -> usageError(failure))
        .setExecutionExceptionHandler((failure, line, parsed) -> executionError(failure))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  private static int usageError(ParameterException failure) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    System.err.println("echo-client: " + wording(failure));
    System.err.println("Try '" + command + " --help'.");
    return ExitCode.USAGE;
  }

  private static String wording(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    if (failure instanceof UnmatchedArgumentException unmatched
        && command.getParent() == null
        && !unmatched.isUnknownOption()) {
      return "unknown command '%s'; the commands are %s"
          .formatted(
              unmatched.getUnmatched().get(0),
              String.join(", ", command.getSubcommands().keySet()));
    }
    // The converter's message is complete: picocli's prefix is removed.
    return failure
        .getMessage()
        .lines()
        .findFirst()
        .orElse("wrong usage")
        .replaceFirst("^Invalid value for positional parameter at index \\d+ \\(\\w+\\): ", "");
  }

  private static int executionError(Exception failure) {
    if (failure instanceof ParameterException wrong) {
      return usageError(wrong);
    }
    String message = failure.getMessage();
    System.err.println(
        "echo-client: " + (message == null ? failure.getClass().getSimpleName() : message));
    return ExitCode.FAILED;
  }

  /** Gives picocli the version of this build. */
  static final class VersionOfBuild implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"echo-client " + Version.current()};
    }
  }
}

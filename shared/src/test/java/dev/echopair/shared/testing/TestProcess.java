package dev.echopair.shared.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/**
 * A process that a test starts: one of the two fat jars, or a peer program. Its stdout and stderr
 * are captured. {@link #close} kills the process, by its handle, if it still runs.
 *
 * <pre>{@code
 * try (TestProcess server = TestProcess.server("--tcp.port", "0").start()) {
 *   int port = Integer.parseInt(server.awaitStdout("tcp://127.0.0.1:(\\d+)").group(1));
 *   ...
 *   server.signal("TERM");
 *   assertEquals(0, server.awaitExit());
 * }
 * }</pre>
 */
public final class TestProcess implements AutoCloseable {

  /** How long a test waits for a process: far more than a busy machine needs. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final List<String> command;
  private final CapturedOutput stdout;
  private final CapturedOutput stderr;

  private TestProcess(Process process, List<String> command) {
    this.process = process;
    this.command = command;
    this.stdout = new CapturedOutput("stdout", process.getInputStream());
    this.stderr = new CapturedOutput("stderr", process.getErrorStream());
  }

  /** The echo server's fat jar with these arguments; for integration tests. */
  public static Command server(String... args) {
    return jar("pair.server.jar", args);
  }

  /** The echo client's fat jar with these arguments; for integration tests. */
  public static Command client(String... args) {
    return jar("pair.client.jar", args);
  }

  /** Any other program. */
  public static Command program(String name, String... args) {
    return new Command(List.of(name), List.of(), List.of(args));
  }

  private static Command jar(String property, String... args) {
    String jar = System.getProperty(property);
    if (jar == null) {
      throw new IllegalStateException(
          "system property %s does not name the fat jar; run as an integration test"
              .formatted(property));
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // Tests run in parallel, and the default port of the HTTP side is fixed.
    return new Command(List.of(java), List.of("-jar", jar), List.of(args))
        .env("ECHO_MANAGEMENT_PORT", "0");
  }

  /** The output on stdout so far. */
  public CapturedOutput stdout() {
    return stdout;
  }

  /** The output on stderr so far. */
  public CapturedOutput stderr() {
    return stderr;
  }

  /** The stream that writes to stdin of the process; close it to end the input. */
  public OutputStream stdin() {
    return process.getOutputStream();
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for a line on stdout that contains a match; fails when stdout ends without one. */
  public Matcher awaitStdout(String regex) {
    try {
      return stdout.awaitLine(regex, PATIENCE);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nstderr:\n" + stderr.text(), e);
    }
  }

  /** Waits for a line on stderr that contains a match; fails when stderr ends without one. */
  public Matcher awaitStderr(String regex) {
    return stderr.awaitLine(regex, PATIENCE);
  }

  /** Waits until the process has ended and its output is captured; returns the exit code. */
  public int awaitExit() {
    return awaitExit(PATIENCE);
  }

  /** Waits until the process has ended and its output is captured; returns the exit code. */
  public int awaitExit(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "%s still runs after %s%nstdout:%n%s%nstderr:%n%s"
                .formatted(String.join(" ", command), patience, stdout.text(), stderr.text()));
      }
      stdout.awaitEnd(PATIENCE);
      stderr.awaitEnd(PATIENCE);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + command, e);
    }
  }

  /** Sends the process a signal: {@code TERM}, {@code INT}, {@code QUIT}. */
  public void signal(String name) {
    try (TestProcess kill = program("kill", "-" + name, Long.toString(process.pid())).start()) {
      int exitCode = kill.awaitExit();
      if (exitCode != 0) {
        throw new AssertionError("kill -" + name + ": " + kill.stderr().text());
      }
    }
  }

  /** Kills the process if it still runs. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A builder of a command line. */
  public static final class Command {

    private final List<String> program;
    private final List<String> fixed;
    private final List<String> args;
    private final List<String> jvmArgs = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private List<String> prefix = List.of();

    private Command(List<String> program, List<String> fixed, List<String> args) {
      this.program = program;
      this.fixed = fixed;
      this.args = args;
    }

    /** Adds options of the JVM before {@code -jar}. */
    public Command jvm(String... options) {
      jvmArgs.addAll(List.of(options));
      return this;
    }

    /** Sets another program to run the command; it gets the command line as its last arguments. */
    Command within(List<String> runner) {
      prefix = runner;
      return this;
    }

    /** Sets an environment variable. */
    public Command env(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Starts the process, without the {@code ECHO_} variables of the test's environment. */
    public TestProcess start() {
      List<String> line = new ArrayList<>(prefix);
      line.addAll(program);
      line.addAll(jvmArgs);
      line.addAll(fixed);
      line.addAll(args);
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.environment().keySet().removeIf(name -> name.startsWith("ECHO_"));
      // With this variable the JVM prints a line about it on stderr.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().putAll(environment);
      try {
        return new TestProcess(builder.start(), line);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot start " + String.join(" ", line), e);
      }
    }
  }
}

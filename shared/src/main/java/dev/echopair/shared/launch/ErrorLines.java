package dev.echopair.shared.launch;

import dev.echopair.shared.process.StartupException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Prints problems on stderr, one line each, with the name of the program. */
final class ErrorLines {

  private static final Logger LOG = Logger.getLogger(ErrorLines.class.getName());

  private final String program;

  ErrorLines(String program) {
    this.program = program;
  }

  void print(String message) {
    System.err.println(program + ": " + message);
  }

  /**
   * Prints the explanation of a failure. Its stack trace goes to the log at debug level.
   *
   * @param attempt the step that failed, such as {@code cannot start}
   * @param failure the cause; {@code null} after a timeout
   */
  void explain(String attempt, Throwable failure) {
    if (failure == null) {
      print(attempt + ": timed out");
      return;
    }
    if (failure instanceof StartupException startup) {
      startup.problems().forEach(this::print);
    } else {
      print(attempt + ": " + StartupException.describe(failure));
    }
    LOG.log(Level.FINE, attempt, failure);
  }
}

package dev.echopair.shared.launch;

import dev.echopair.shared.process.StartupException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Prints what goes wrong on stderr, one line per problem, with the name of the program. */
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
   * Explains a failure; its stack trace goes to the log at debug level.
   *
   * @param attempt what was attempted
   * @param failure why it failed; {@code null} when it took too long
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

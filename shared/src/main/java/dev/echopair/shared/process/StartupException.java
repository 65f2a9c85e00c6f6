package dev.echopair.shared.process;

import java.util.List;

/**
 * Thrown when a service cannot start. Explains each problem in one line: the attempt, its object,
 * the error and the remedy.
 */
public final class StartupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** Makes an exception with one problem. */
  public StartupException(String problem, Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
  }

  /** Makes an exception with several problems, one line each. */
  public StartupException(List<? extends Throwable> causes) {
    super(String.join("\n", causes.stream().map(StartupException::describe).toList()));
    this.problems = causes.stream().map(StartupException::describe).toList();
    causes.forEach(this::addSuppressed);
  }

  /** Returns the problems, one line each. */
  public List<String> problems() {
    return problems;
  }

  /** Returns the message of a failure, or the name of its class when it has no message. */
  public static String describe(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}

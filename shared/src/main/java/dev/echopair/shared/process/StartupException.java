package dev.echopair.shared.process;

import java.util.List;

/**
 * A service could not start; says why in lines that a user can act on: what was attempted, on what,
 * what came back, what to do.
 */
public final class StartupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** Reports one problem. */
  public StartupException(String problem, Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
  }

  /** Reports several problems at once, each as a line of its own. */
  public StartupException(List<? extends Throwable> causes) {
    super(String.join("\n", causes.stream().map(StartupException::describe).toList()));
    this.problems = causes.stream().map(StartupException::describe).toList();
    causes.forEach(this::addSuppressed);
  }

  /** One line per problem. */
  public List<String> problems() {
    return problems;
  }

  /** The message of a failure, or its kind when it has none. */
  public static String describe(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}

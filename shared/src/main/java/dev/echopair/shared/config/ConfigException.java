package dev.echopair.shared.config;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a configuration is refused. Carries every problem, not only the first one. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  /** Makes an exception with the given problems, at least one. */
  public ConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Makes an exception with a single problem. */
  public ConfigException(String where, String what) {
    this(List.of(new ConfigProblem(where, what)));
  }

  /** Returns every problem, in the order in which the checks found them. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}

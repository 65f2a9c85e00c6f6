package dev.echopair.shared.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration was refused whole; carries every problem found, not just the first. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  /** Refuses a configuration for the given problems, of which there is at least one. */
  public ConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Refuses a configuration for a single problem. */
  public ConfigException(String where, String what) {
    this(List.of(new ConfigProblem(where, what)));
  }

  /** Every problem, in the order of the configuration's keys. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}

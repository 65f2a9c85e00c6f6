package dev.echopair.shared.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param where a JSON pointer (RFC 6901) into the configuration, or the name of the environment
 *     variable, system property or file that is at fault
 * @param what what was found there and what is allowed
 */
public record ConfigProblem(String where, String what) {

  @Override
  public String toString() {
    return (where.isEmpty() ? "(root)" : where) + ": " + what;
  }
}

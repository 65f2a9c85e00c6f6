package dev.echopair.shared.config;

import java.util.Locale;

/**
 * One thing that is wrong with a configuration.
 *
 * @param where a JSON pointer (RFC 6901) into the configuration, or the name of the environment
 *     variable, system property or file that is at fault
 * @param what what was found there and what is allowed
 */
public record ConfigProblem(String where, String what) {

  /**
   * The problem in one line, whatever the configuration quoted in it holds: control characters are
   * shown as JSON escapes them.
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder();
    String text = (where.isEmpty() ? "(root)" : where) + ": " + what;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }
}

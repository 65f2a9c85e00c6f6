package dev.echopair.shared.config;

import java.util.Locale;

/**
 * One problem of a configuration.
 *
 * @param where a JSON pointer (RFC 6901) into the configuration, or the name of the environment
 *     variable, system property, option or file
 * @param what the value that was found and the values that are allowed
 */
public record ConfigProblem(String where, String what) {

  /**
   * Formats the problem in one line. Control characters in a quoted value are shown as JSON
   * escapes.
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

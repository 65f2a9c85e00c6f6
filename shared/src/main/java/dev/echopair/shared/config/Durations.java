package dev.echopair.shared.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses and formats durations: a number and a unit, such as {@code "500ms"}, {@code "1.5s"},
 * {@code "5m"}.
 *
 * <p>Units are {@code ns us ms s m h d}. A number without a unit is refused: {@code "30"} could
 * mean seconds or milliseconds.
 */
public final class Durations {

  /** The pattern of a duration; the schemas repeat it for other validators. */
  public static final String PATTERN = "^([0-9]+(?:\\.[0-9]+)?)(ns|us|ms|s|m|h|d)$";

  private static final Pattern SHAPE = Pattern.compile(PATTERN);

  private Durations() {}

  /**
   * Parses a duration.
   *
   * @param text a number and its unit, without a space between them
   * @return the duration, exact to the nanosecond
   * @throws IllegalArgumentException when the text is not a duration; the message shows the format
   */
  public static Duration parse(String text) {
    Matcher matcher = SHAPE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration: write a number and a unit, such as 500ms, 30s or 5m");
    }
    BigDecimal nanos =
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitNanos(matcher.group(2))));
    try {
      return Duration.ofNanos(nanos.longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is too long or finer than a nanosecond", e);
    }
  }

  /**
   * Formats a duration as a whole number of the largest possible unit: 1500 ms is {@code 1500ms}.
   */
  public static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    for (String unit : new String[] {"d", "h", "m", "s", "ms", "us"}) {
      if (nanos % unitNanos(unit) == 0) {
        return nanos / unitNanos(unit) + unit;
      }
    }
    return nanos + "ns";
  }

  private static long unitNanos(String unit) {
    return switch (unit) {
      case "ns" -> 1L;
      case "us" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      case "d" -> 86_400_000_000_000L;
      default -> throw new IllegalArgumentException("unknown unit " + unit);
    };
  }
}

package dev.echopair.client.watch;

import java.util.Locale;

/** Numbers in at most six columns: three significant digits and a unit. */
final class Quantity {

  private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P", "E"};
  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

  private Quantity() {}

  /** A count or a rate: {@code 0}, {@code 12.5}, {@code 1.25k}. */
  static String count(double value) {
    return scaled(value, 1000, DECIMAL);
  }

  /** Bytes: {@code 640}, {@code 1.25Ki}. */
  static String bytes(double value) {
    return scaled(value, 1024, BINARY);
  }

  /** A time in microseconds: {@code 85us}, {@code 1.25ms}, {@code 2.5s}. */
  static String micros(double micros) {
    if (micros < 999.5) {
      return digits(micros) + "us";
    }
    return micros < 999_500 ? digits(micros / 1e3) + "ms" : digits(micros / 1e6) + "s";
  }

  /** A time in seconds, without fractions: {@code 4s}, {@code 12m}, {@code 3h}, {@code 5d}. */
  static String age(long seconds) {
    if (seconds < 100) {
      return Math.max(0, seconds) + "s";
    }
    if (seconds < 100 * 60) {
      return seconds / 60 + "m";
    }
    return seconds < 48 * 3600 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }

  private static String scaled(double value, double base, String[] units) {
    double rest = Math.max(0, value);
    int unit = 0;
    // Half a unit of the last digit below the next one, so that it never reads 1000k.
    while (rest >= base - 0.5 && unit < units.length - 1) {
      rest /= base;
      unit++;
    }
    return digits(rest) + units[unit];
  }

  private static String digits(double value) {
    String format = value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
    String text = String.format(Locale.ROOT, format, value);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }
}

package dev.echopair.shared.process;

import java.util.Locale;

/**
 * Formats counts, rates, bytes and times for output: ASCII, three significant digits and a unit,
 * independent of the locale.
 *
 * <p>The long forms, for lines of text, have a space before the unit: {@code 1.25 ms}. The short
 * forms, for columns, have at most six characters: {@code 1.25ms}. Units of bytes are powers of
 * 1024. Values that a program reads back are not formatted here: durations of a configuration are
 * formatted by {@link dev.echopair.shared.config.Durations}.
 */
public final class Quantity {

  private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P", "E"};
  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

  private Quantity() {}

  /** A count: {@code 1,234,567}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /**
   * A number: without decimals when it is whole, {@code 1,234}, otherwise with three, {@code
   * 0.125}.
   */
  public static String count(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.3f", value);
  }

  /** A count with its noun: {@code 1 connection}, {@code 2 connections}. */
  public static String things(long count, String singular) {
    return count(count) + " " + singular + (count == 1 ? "" : "s");
  }

  /** A rate per second: {@code 12.5/s}, {@code 10,000.0/s}. */
  public static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%,.1f/s", perSecond);
  }

  /**
   * A percentage. A small value gets more decimals, so that it is not shown as zero: {@code 0.00012
   * %}.
   */
  public static String percent(double percent) {
    int decimals = 2;
    if (percent > 0 && percent < 0.1) {
      decimals = (int) Math.min(9, 1 - Math.floor(Math.log10(percent)));
    }
    return String.format(Locale.ROOT, "%." + decimals + "f %%", percent);
  }

  /** Bytes: {@code 640 B}, {@code 1.25 MiB}. */
  public static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** Bytes, as {@link #bytes(long)}; for averages and rates. */
  public static String bytes(double bytes) {
    return scaled(bytes, 1024, BINARY, " ", false) + "B";
  }

  /** A time in microseconds: {@code 85.3 us}, {@code 1.25 ms}, {@code 2.50 s}. */
  public static String micros(double micros) {
    return time(micros, " ", false);
  }

  /** A time in seconds, from microseconds to days: {@code 1.25 ms}, {@code 3,600 s}. */
  public static String seconds(double seconds) {
    return seconds >= 999.5 ? count(Math.rint(seconds)) + " s" : micros(seconds * 1e6);
  }

  /**
   * A round-trip time in milliseconds with three decimals, in the format of ping: {@code 0.312 ms}.
   */
  public static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
  }

  /** A count or a rate for a column: {@code 0}, {@code 12.5}, {@code 1.25k}. */
  public static String shortCount(double value) {
    return scaled(value, 1000, DECIMAL, "", true);
  }

  /** Bytes for a column: {@code 640}, {@code 1.25Ki}. */
  public static String shortBytes(double value) {
    return scaled(value, 1024, BINARY, "", true);
  }

  /** A time in microseconds for a column: {@code 85us}, {@code 1.25ms}, {@code 2.5s}. */
  public static String shortMicros(double micros) {
    return time(micros, "", true);
  }

  /** An age in whole units: {@code 4s}, {@code 12m}, {@code 3h}, {@code 5d}. */
  public static String age(long seconds) {
    if (seconds < 100) {
      return Math.max(0, seconds) + "s";
    }
    if (seconds < 100 * 60) {
      return seconds / 60 + "m";
    }
    return seconds < 48 * 3600 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }

  private static String time(double micros, String gap, boolean stripped) {
    if (micros < 999.5) {
      return digits(micros, stripped) + gap + "us";
    }
    return micros < 999_500
        ? digits(micros / 1e3, stripped) + gap + "ms"
        : digits(micros / 1e6, stripped) + gap + "s";
  }

  private static String scaled(
      double value, double base, String[] units, String gap, boolean stripped) {
    double rest = Math.max(0, value);
    int unit = 0;
    // The limit is half a unit lower, so that rounding never gives 1000k.
    while (rest >= base - 0.5 && unit < units.length - 1) {
      rest /= base;
      unit++;
    }
    // A number of bytes is whole.
    String digits = unit == 0 && !stripped ? whole(rest) : digits(rest, stripped);
    return digits + gap + units[unit];
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  /** Formats three significant digits; stripped means without trailing zeros. */
  private static String digits(double value, boolean stripped) {
    if (value == 0) {
      return "0";
    }
    String format = value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
    String text = String.format(Locale.ROOT, format, value);
    return stripped && text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }
}

package dev.echopair.client.report;

import java.util.Locale;

/** Figures as people read them, in ASCII. */
final class Quantity {

  private Quantity() {}

  /** A count: {@code 1,234,567}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A count, or a value that is to be one. */
  static String count(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.3f", value);
  }

  /** A time in microseconds in the unit that suits it: {@code 85.3 us}, {@code 1.25 ms}. */
  static String micros(double micros) {
    if (micros < 999.5) {
      return digits(micros) + " us";
    }
    return micros < 999_500 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
  }

  /** A time in seconds in the unit that suits it. */
  static String seconds(double seconds) {
    return seconds >= 999.5 ? count(Math.rint(seconds)) + " s" : micros(seconds * 1e6);
  }

  /** Something per second: {@code 12.5/s}, {@code 10,000.0/s}. */
  static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%,.1f/s", perSecond);
  }

  /** A part of a hundred; what is not nothing never reads as nothing: {@code 0.00012 %}. */
  static String percent(double percent) {
    int decimals = 2;
    if (percent > 0 && percent < 0.1) {
      decimals = (int) Math.min(9, 1 - Math.floor(Math.log10(percent)));
    }
    return String.format(Locale.ROOT, "%." + decimals + "f %%", percent);
  }

  /** Bytes: {@code 640 B}, {@code 1.25 MB}. */
  static String bytes(long bytes) {
    String[] units = {" B", " kB", " MB", " GB", " TB", " PB", " EB"};
    int unit = 0;
    double rest = bytes;
    while (rest >= 999.5 && unit < units.length - 1) {
      rest /= 1000;
      unit++;
    }
    return (unit == 0 ? String.format(Locale.ROOT, "%.0f", rest) : digits(rest)) + units[unit];
  }

  /** A number of things, in words: {@code 1 connection}, {@code 2 connections}. */
  static String things(long count, String singular) {
    return count(count) + " " + singular + (count == 1 ? "" : "s");
  }

  /** Three significant digits. */
  private static String digits(double value) {
    if (value == 0) {
      return "0";
    }
    String format = value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}

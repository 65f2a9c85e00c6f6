package dev.echopair.client.report;

import dev.echopair.shared.process.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The unit of a figure. Defines how values are written in JSON, read in assertions and shown to
 * people.
 */
enum FigureUnit {
  /** A count. */
  COUNT(3),
  /** A time in microseconds. */
  MICROS(3),
  /** A time in seconds. */
  SECONDS(6),
  /** A percentage. */
  PERCENT(9),
  /** A rate per second. */
  PER_SECOND(3);

  private final int decimals;

  FigureUnit(int decimals) {
    this.decimals = decimals;
  }

  /** A value as in the JSON: rounded, without an exponent and without trailing zeros. */
  Number rounded(double value) {
    BigDecimal rounded =
        BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros();
    return rounded.scale() <= 0 ? (Number) rounded.longValue() : rounded;
  }

  /** A value as text for people. */
  String readable(double value) {
    return switch (this) {
      case COUNT -> Quantity.count(value);
      case MICROS -> Quantity.micros(value);
      case SECONDS -> Quantity.seconds(value);
      case PERCENT -> Quantity.percent(value);
      case PER_SECOND -> Quantity.rate(value);
    };
  }

  /**
   * The factor that converts a value in the unit that a user wrote to this unit.
   *
   * @param written {@code ms}, {@code %}, {@code k/s} ...; never empty
   * @return {@code null} when the written unit does not fit
   */
  BigDecimal factor(String written) {
    return switch (this) {
      case COUNT -> multiple(written);
      case MICROS -> micros(written);
      case SECONDS -> micros(written) == null ? null : micros(written).movePointLeft(6);
      case PERCENT -> written.equals("%") ? BigDecimal.ONE : null;
      case PER_SECOND ->
          written.equals("/s") ? BigDecimal.ONE : multiple(written.replaceFirst("/s$", ""));
    };
  }

  /** The units that fit, for a message. */
  String allowed() {
    return switch (this) {
      case COUNT -> "k or M";
      case MICROS, SECONDS -> "ns, us, ms or s";
      case PERCENT -> "%";
      case PER_SECOND -> "/s, k/s or M/s";
    };
  }

  /** A value with its unit, for the example in a message. */
  String example() {
    return switch (this) {
      case COUNT -> "100";
      case MICROS -> "5ms";
      case SECONDS -> "10s";
      case PERCENT -> "0.1%";
      case PER_SECOND -> "9900/s";
    };
  }

  private static BigDecimal multiple(String written) {
    return switch (written) {
      case "k" -> BigDecimal.valueOf(1_000);
      case "M" -> BigDecimal.valueOf(1_000_000);
      default -> null;
    };
  }

  private static BigDecimal micros(String written) {
    return switch (written) {
      case "ns" -> new BigDecimal("0.001");
      case "us", "\u00b5s", "\u03bcs" -> BigDecimal.ONE;
      case "ms" -> BigDecimal.valueOf(1_000);
      case "s" -> BigDecimal.valueOf(1_000_000);
      default -> null;
    };
  }
}

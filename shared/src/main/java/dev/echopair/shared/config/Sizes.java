package dev.echopair.shared.config;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses sizes in bytes: a plain number, or a number and a unit, such as {@code "64KiB"}.
 *
 * <p>{@code KiB MiB GiB} are powers of 1024, {@code kB MB GB} powers of 1000 (IEC 80000-13).
 */
public final class Sizes {

  /** The pattern of a size; the schemas repeat it for other validators. */
  public static final String PATTERN = "^([0-9]+(?:\\.[0-9]+)?)(B|kB|KB|MB|GB|KiB|MiB|GiB)?$";

  private static final Pattern SHAPE = Pattern.compile(PATTERN);

  private Sizes() {}

  /**
   * Parses a size.
   *
   * @param value a {@link Number} of bytes, or a string
   * @return the size in bytes
   * @throws IllegalArgumentException when the value is not a size; the message shows the format
   */
  public static long parse(Object value) {
    Matcher matcher = SHAPE.matcher(text(value).strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + value + "' is not a size: write bytes as a number, or with a unit, such as 64KiB");
    }
    BigDecimal bytes =
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitBytes(matcher.group(2))));
    try {
      return bytes.longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + value + "' is not a whole number of bytes", e);
    }
  }

  /**
   * Writes a number with all its digits: {@code longValue()} would truncate fractions and large
   * values.
   */
  private static String text(Object value) {
    boolean finite = value instanceof Number number && Double.isFinite(number.doubleValue());
    return finite ? new BigDecimal(value.toString()).toPlainString() : String.valueOf(value);
  }

  private static long unitBytes(String unit) {
    if (unit == null) {
      return 1;
    }
    return switch (unit) {
      case "B" -> 1L;
      case "kB", "KB" -> 1_000L;
      case "MB" -> 1_000_000L;
      case "GB" -> 1_000_000_000L;
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      default -> throw new IllegalArgumentException("unknown unit " + unit);
    };
  }
}

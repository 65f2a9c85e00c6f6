package dev.echopair.client.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The percentiles that a result shows.
 *
 * @param list each above 0 and at most 100, ascending, without trailing zeros
 */
public record Percentiles(List<BigDecimal> list) {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,9})?");
  private static final int MOST = 20;

  /** The percentiles that the JSON always has. */
  public static final Percentiles DEFAULT = parse("50,90,99,99.9");

  /** Copies the list. */
  public Percentiles {
    list = List.copyOf(list);
  }

  /**
   * Parses percentiles that commas separate.
   *
   * @throws IllegalArgumentException when a part is no percentile; the message names it and shows a
   *     correct list
   */
  public static Percentiles parse(String text) {
    TreeSet<BigDecimal> sorted = new TreeSet<>();
    for (String each : text.split(",", -1)) {
      if (!isPercentile(each.strip())) {
        throw new IllegalArgumentException(
            "'%s' is no percentile above 0 and up to 100; write them like 50,90,99,99.9"
                .formatted(each.strip()));
      }
      sorted.add(normal(each.strip()));
    }
    if (sorted.size() > MOST) {
      throw new IllegalArgumentException(
          "%d percentiles are more than %d; write them like 50,90,99,99.9"
              .formatted(sorted.size(), MOST));
    }
    return new Percentiles(new ArrayList<>(sorted));
  }

  /** Whether a text is a number above 0 and at most 100. */
  static boolean isPercentile(String text) {
    return NUMBER.matcher(text).matches()
        && new BigDecimal(text).signum() > 0
        && new BigDecimal(text).compareTo(BigDecimal.valueOf(100)) <= 0;
  }

  /** The name of a percentile in the JSON: {@code p99.9}. */
  static String label(BigDecimal percentile) {
    return "p" + percentile.toPlainString();
  }

  /** The percentile of a label. */
  static BigDecimal ofLabel(String label) {
    return normal(label.substring(1));
  }

  /** These percentiles and those that the JSON always has. */
  Percentiles withDefaults() {
    TreeSet<BigDecimal> all = new TreeSet<>(list);
    all.addAll(DEFAULT.list);
    return new Percentiles(new ArrayList<>(all));
  }

  private static BigDecimal normal(String number) {
    BigDecimal value = new BigDecimal(number).stripTrailingZeros();
    return value.scale() < 0 ? value.setScale(0) : value;
  }
}

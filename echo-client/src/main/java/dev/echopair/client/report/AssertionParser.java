package dev.echopair.client.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses assertions.
 *
 * <pre>
 * assertions = assertion *("," assertion)
 * assertion  = figure op number [unit]
 * figure     = p99 | p99.9 | mean | uncorrected.p99 | lag.max | loss | rate | lost | rtt_us.p99 ...
 * op         = "&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "=" | "==" | "!="
 * unit       = ns | us | ms | s      for a time
 *            | "%"                   for the loss
 *            | [k|M] ["/s"]          for a rate
 *            | [k|M]                 for a count
 * </pre>
 *
 * <p>A time in its short form needs a unit, because {@code p99<5} can mean milliseconds or
 * microseconds; the loss needs one, too. A name of the JSON contains the unit.
 */
final class AssertionParser {

  private static final String EXAMPLE = "write it like p99<5ms,loss<0.1%,rate>=9900/s";

  private static final String FIGURES =
      "the figures are p50, p99.9 and all other percentiles, min, mean, max, stddev, these also"
          + " after uncorrected. and lag., jitter, loss, sent, received, lost, duplicated,"
          + " reordered, corrupted, late, skipped, unknown, refused, rate, requested, and"
          + " all other numbers of the JSON by their names";

  private static final Pattern SPACE = Pattern.compile("\\s*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.]*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,15})?");
  private static final Pattern UNIT = Pattern.compile("[A-Za-z\u00b5\u03bc%/]+");

  private final String text;
  private final List<Assertion> assertions = new ArrayList<>();
  private int at;

  AssertionParser(String text) {
    this.text = text;
  }

  List<Assertion> parse() {
    assertions.add(assertion());
    while (at < text.length()) {
      if (text.charAt(at) != ',') {
        throw wrong(at, "a comma or the end is expected, not '" + rest() + "'; " + EXAMPLE);
      }
      at++;
      assertions.add(assertion());
    }
    return List.copyOf(assertions);
  }

  private Assertion assertion() {
    skipSpace();
    int begin = at;
    String name = name();
    Figure figure = figure(begin, name);
    skipSpace();
    Comparison comparison = comparison(name);
    skipSpace();
    BigDecimal number = number(name, comparison, figure.unit());
    int end = at;
    skipSpace();
    Optional<String> unit = next(UNIT);
    if (unit.isPresent()) {
      number = number.multiply(factor(name, figure.unit(), unit.get()));
      end = at;
    } else if (needsUnit(name, figure) && number.signum() != 0) {
      throw wrong(
          end,
          "'%s' needs a unit, %s; write it like %s%s%s"
              .formatted(
                  name, figure.unit().allowed(), name, comparison.sign(), figure.unit().example()));
    }
    skipSpace();
    return new Assertion(text.substring(begin, end), figure, comparison, number.doubleValue());
  }

  private String name() {
    return next(NAME)
        .orElseThrow(
            () ->
                wrong(
                    at,
                    at == text.length()
                        ? "a figure is missing; " + EXAMPLE
                        : "a figure is expected, not '" + rest() + "'; " + EXAMPLE));
  }

  private static Figure figure(int begin, String name) {
    return Figures.find(name)
        .orElseThrow(
            () -> wrong(begin, "'" + name + "' is no figure: " + FIGURES + "; " + EXAMPLE));
  }

  private Comparison comparison(String name) {
    // The signs of two characters come first.
    for (Comparison comparison : Comparison.values()) {
      if (text.startsWith(comparison.sign(), at)) {
        at += comparison.sign().length();
        return comparison;
      }
    }
    throw wrong(at, "after '" + name + "' one of < <= > >= = == != is expected; " + EXAMPLE);
  }

  private BigDecimal number(String name, Comparison comparison, FigureUnit unit) {
    return next(NUMBER)
        .map(BigDecimal::new)
        .orElseThrow(
            () ->
                wrong(
                    at,
                    "a number is expected%s; write it like %s%s%s"
                        .formatted(
                            at == text.length() ? "" : ", not '" + rest() + "'",
                            name,
                            comparison.sign(),
                            unit.example())));
  }

  private BigDecimal factor(String name, FigureUnit unit, String written) {
    BigDecimal factor = unit.factor(written);
    if (factor == null) {
      throw wrong(
          at - written.length(),
          "'%s' is no unit of '%s': %s; write it like %s<%s"
              .formatted(written, name, unit.allowed(), name, unit.example()));
    }
    return factor;
  }

  private static boolean needsUnit(String name, Figure figure) {
    return !name.startsWith(figure.path().get(0))
        && switch (figure.unit()) {
          case MICROS, SECONDS, PERCENT -> true;
          case COUNT, PER_SECOND -> false;
        };
  }

  private Optional<String> next(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    at = matcher.end();
    return Optional.of(matcher.group());
  }

  private void skipSpace() {
    next(SPACE);
  }

  /** The text from the error on, cut to fit into a message of one line. */
  private String rest() {
    String rest = text.substring(at).replaceAll("\\p{Cntrl}", "?");
    return rest.length() <= 20 ? rest : rest.substring(0, 20) + "...";
  }

  private static AssertionSyntaxException wrong(int at, String problem) {
    return new AssertionSyntaxException(at + 1, problem);
  }
}

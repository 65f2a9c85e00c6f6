package dev.echopair.client.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rate in probes per second from the command line: {@code 1000}, {@code 10k/s}. */
final class RateConverter implements ITypeConverter<Double> {

  private static final Pattern SHAPE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([kM]?)(?:/s)?");
  private static final double MIN = 0.001;
  private static final double MAX = 10e6;

  @Override
  public Double convert(String value) {
    Matcher matcher = SHAPE.matcher(value);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s'%s is no rate: write probes per second, such as 1000, 10k/s or 0.5"
              .formatted(value, position(matcher)));
    }
    double factor =
        switch (matcher.group(2)) {
          case "k" -> 1e3;
          case "M" -> 1e6;
          default -> 1;
        };
    double rate = Double.parseDouble(matcher.group(1)) * factor;
    if (rate < MIN || rate > MAX) {
      throw new TypeConversionException(
          "'" + value + "' is not from 0.001/s to 10M/s; write it like 1000 or 10k/s");
    }
    return rate;
  }

  /** Returns the position of the first wrong character, for the message. */
  private static String position(Matcher matcher) {
    return matcher.reset().lookingAt() ? ", at character " + (matcher.end() + 1) + "," : "";
  }
}

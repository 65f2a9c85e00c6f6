package dev.echopair.client.command;

import dev.echopair.shared.config.Durations;
import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a duration from the command line: with a unit, or a plain number of seconds as in the
 * options of ping.
 */
final class DurationConverter implements ITypeConverter<Duration> {

  private static final Pattern PLAIN_NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");

  @Override
  public Duration convert(String value) {
    Duration duration;
    try {
      duration = Durations.parse(PLAIN_NUMBER.matcher(value).matches() ? value + "s" : value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
    if (duration.toMillis() < 1 || duration.toDays() > 1) {
      throw new TypeConversionException("'" + value + "' is not from 1ms to 1d");
    }
    return duration;
  }

  /** Reads a duration that may be zero. */
  static final class OrZero implements ITypeConverter<Duration> {

    private static final Pattern ZERO = Pattern.compile("0+(\\.0+)?(ns|us|ms|s|m|h|d)?");

    @Override
    public Duration convert(String value) {
      return ZERO.matcher(value).matches() ? Duration.ZERO : new DurationConverter().convert(value);
    }
  }
}

package dev.echopair.client.command;

import dev.echopair.shared.config.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration with a unit from the command line. */
final class DurationConverter implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String value) {
    Duration duration;
    try {
      duration = Durations.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
    if (duration.toMillis() < 1 || duration.toDays() > 1) {
      throw new TypeConversionException("'" + value + "' is not from 1ms to 1d");
    }
    return duration;
  }
}

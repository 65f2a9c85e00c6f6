package dev.echopair.client.command;

import dev.echopair.client.transfer.Rate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rate in bytes or chunks per second from the command line. */
final class ChunkRateConverter implements ITypeConverter<Rate> {

  @Override
  public Rate convert(String value) {
    try {
      return Rate.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}

package dev.echopair.client.command;

import dev.echopair.client.config.RunSpec.SizeRange;
import dev.echopair.shared.config.Sizes;
import dev.echopair.shared.probe.ProbePacket;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the size of a probe, or a range of sizes, from the command line. */
final class SizeRangeConverter implements ITypeConverter<SizeRange> {

  private static final int MAX = 16 * 1024 * 1024;

  @Override
  public SizeRange convert(String value) {
    int dash = value.indexOf('-');
    int min = size(value, dash < 0 ? value : value.substring(0, dash), 1);
    int max = dash < 0 ? min : size(value, value.substring(dash + 1), dash + 2);
    if (max < min) {
      throw new TypeConversionException(
          "'%s': the range ends below its start; write it like 64-1400".formatted(value));
    }
    return new SizeRange(min, max);
  }

  private static int size(String whole, String part, int position) {
    long bytes;
    try {
      bytes = Sizes.parse(part);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'%s', at character %d: %s, or a range such as 64-1400"
              .formatted(whole, position, e.getMessage()));
    }
    if (bytes < ProbePacket.HEADER_BYTES) {
      throw new TypeConversionException(
          "'%s': a probe has at least %d bytes, because its header has its number and its times"
              .formatted(whole, ProbePacket.HEADER_BYTES));
    }
    if (bytes > MAX) {
      throw new TypeConversionException("'%s': a probe has at most %d bytes".formatted(whole, MAX));
    }
    return (int) bytes;
  }
}

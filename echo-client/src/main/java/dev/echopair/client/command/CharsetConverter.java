package dev.echopair.client.command;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a character set from the command line. */
final class CharsetConverter implements ITypeConverter<Charset> {

  @Override
  public Charset convert(String value) {
    try {
      return Charset.forName(value);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new TypeConversionException(
          "'" + value + "' is no known character set; write it like UTF-8 or ISO-8859-1");
    }
  }
}

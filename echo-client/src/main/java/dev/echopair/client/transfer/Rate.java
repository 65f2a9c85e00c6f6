package dev.echopair.client.transfer;

import dev.echopair.shared.config.Sizes;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rate of sending: bytes of the file per second, or datagrams per second.
 *
 * @param perSecond bytes or datagrams; {@link Double#POSITIVE_INFINITY} when only the window limits
 *     the rate
 * @param inBytes whether {@code perSecond} counts bytes
 */
public record Rate(double perSecond, boolean inBytes) {

  private static final String WORDING =
      "write bytes or chunks per second, such as 10MB/s, 100Mbit/s or 2000/s, or max";

  private static final Pattern SHAPE = Pattern.compile("^([0-9]+(?:\\.[0-9]+)?)([A-Za-z]*)/s$");

  private static final double BITS_PER_BYTE = 8;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MAX_PER_SECOND = 1e12;

  /** The rate that only the window limits. */
  public static final Rate MAX = new Rate(Double.POSITIVE_INFINITY, true);

  /**
   * Parses a rate: {@code 10MB/s}, {@code 2000/s} or {@code max}.
   *
   * @throws IllegalArgumentException when the text is no rate; the message shows correct rates
   */
  public static Rate parse(String text) {
    if (text.toLowerCase(Locale.ROOT).equals("max")) {
      return MAX;
    }
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no rate: " + WORDING);
    }
    boolean inBytes = !matcher.group(2).isEmpty();
    double perSecond;
    try {
      perSecond =
          inBytes
              ? bytes(matcher.group(1), matcher.group(2))
              : new BigDecimal(matcher.group(1)).doubleValue();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is no rate: " + WORDING, e);
    }
    if (!(perSecond > 0 && perSecond <= MAX_PER_SECOND)) {
      throw new IllegalArgumentException("'" + text + "' is out of range: " + WORDING);
    }
    return new Rate(perSecond, inBytes);
  }

  /** Converts a number to bytes. Units of bits use powers of 1000, as rates of networks do. */
  private static double bytes(String number, String unit) {
    return switch (unit) {
      case "kbit", "Mbit", "Gbit" -> Sizes.parse(number + unit.charAt(0) + "B") / BITS_PER_BYTE;
      default -> Sizes.parse(number + unit);
    };
  }

  /**
   * The interval from one datagram to the next in nanoseconds.
   *
   * @param payloadBytes bytes of the file in each datagram
   */
  double nanosPerDatagram(int payloadBytes) {
    return (inBytes ? payloadBytes : 1) / perSecond * NANOS_PER_SECOND;
  }
}

package dev.echopair.shared.metrics;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;

/**
 * Encodes histograms as text: HdrHistogram's V2 format, compressed, in base64. HdrHistogram's tools
 * in all languages read it.
 */
public final class HistogramCodec {

  /** The longest text that is decoded: a histogram of 1 us to 1 h needs far less. */
  public static final int MAX_TEXT_LENGTH = 1 << 20;

  private static final long LOWEST_NANOS = 1_000L;
  private static final long HIGHEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;
  private static final long MAX_COUNT = 1L << 53;

  /** Bytes of the cookie and the length before the compressed part. */
  private static final int PREFIX_BYTES = 8;

  /** In the compressed part: cookie, length, offset, digits, lowest, highest, ratio. */
  private static final int HEADER_BYTES = 40;

  private static final int DIGITS_OFFSET = 12;
  private static final int HIGHEST_OFFSET = 24;

  private HistogramCodec() {}

  /** A histogram for times in nanoseconds: 1 us to 1 h, 3 significant digits; not thread-safe. */
  public static Histogram newTimeHistogram() {
    return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
  }

  /** Records a time in nanoseconds; a time out of range counts as the nearest limit. */
  public static void record(Histogram histogram, long nanos) {
    histogram.recordValue(withinRange(nanos));
  }

  /** Records a time in nanoseconds that many times. */
  public static void record(Histogram histogram, long nanos, long times) {
    histogram.recordValueWithCount(withinRange(nanos), times);
  }

  private static long withinRange(long nanos) {
    return Math.min(Math.max(nanos, 0), HIGHEST_NANOS);
  }

  /** Encodes a histogram. */
  public static String encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    ByteBuffer encoded = buffer.flip().limit(length);
    return new String(
        Base64.getEncoder().encode(encoded).array(), java.nio.charset.StandardCharsets.US_ASCII);
  }

  /**
   * Decodes a histogram into the range and precision of {@link #newTimeHistogram}, so that all
   * decoded histograms can be added and subtracted.
   *
   * @throws IllegalArgumentException when the text is not a histogram, is longer than {@link
   *     #MAX_TEXT_LENGTH}, or holds more than that range
   */
  public static Histogram decode(String text) {
    if (text.length() > MAX_TEXT_LENGTH) {
      throw new IllegalArgumentException("histogram of " + text.length() + " characters");
    }
    try {
      byte[] encoded = Base64.getDecoder().decode(text);
      checkSize(encoded);
      Histogram decoded =
          Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(encoded), HIGHEST_NANOS);
      if (decoded.getTotalCount() < 0 || decoded.getTotalCount() > MAX_COUNT) {
        throw new IllegalArgumentException("count of " + decoded.getTotalCount());
      }
      Histogram histogram = newTimeHistogram();
      long zeros = decoded.getCountAtValue(0);
      // HdrHistogram decodes a histogram of nothing but zeros with a maximum that is not 0.
      if (decoded.getTotalCount() > zeros) {
        histogram.add(decoded);
      } else if (zeros > 0) {
        histogram.recordValueWithCount(0, zeros);
      }
      return histogram;
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException("no HdrHistogram: " + e.getMessage(), e);
    }
  }

  /**
   * Decodes all histograms of a report.
   *
   * @throws IllegalArgumentException when one of them is not valid
   */
  static Map<String, Histogram> decode(Map<String, String> texts) {
    Map<String, Histogram> decoded = new HashMap<>();
    texts.forEach((name, text) -> decoded.put(name, decode(text)));
    return decoded;
  }

  /**
   * Checks the header, which determines the memory for decoding: every member of the bus may have
   * sent it.
   */
  private static void checkSize(byte[] encoded) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(encoded, PREFIX_BYTES, encoded.length - PREFIX_BYTES);
      byte[] header = new byte[HEADER_BYTES];
      if (inflater.inflate(header) < HEADER_BYTES) {
        throw new IllegalArgumentException("no header");
      }
      int digits = ByteBuffer.wrap(header).getInt(DIGITS_OFFSET);
      long highest = ByteBuffer.wrap(header).getLong(HIGHEST_OFFSET);
      if (digits > DIGITS || highest > HIGHEST_NANOS) {
        throw new IllegalArgumentException(digits + " digits up to " + highest + " ns");
      }
    } finally {
      inflater.end();
    }
  }
}

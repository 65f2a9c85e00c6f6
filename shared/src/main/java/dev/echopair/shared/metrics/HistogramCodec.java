package dev.echopair.shared.metrics;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Histograms as text: HdrHistogram's V2 format, compressed, in base64, which HdrHistogram's own
 * tools in every language read.
 */
public final class HistogramCodec {

  /** The longest text that is decoded: a histogram of 1 us to 1 h needs far less. */
  public static final int MAX_TEXT_LENGTH = 1 << 20;

  private static final long LOWEST_NANOS = 1_000L;
  private static final long HIGHEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  private HistogramCodec() {}

  /** A histogram for times in nanoseconds: 1 us to 1 h, 3 significant digits; not thread-safe. */
  public static Histogram newTimeHistogram() {
    return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
  }

  /** Records a time in nanoseconds; what lies outside of the range counts at its end. */
  public static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.min(Math.max(nanos, 0), HIGHEST_NANOS));
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
   * Decodes a histogram.
   *
   * @throws IllegalArgumentException when the text is none, or longer than {@link #MAX_TEXT_LENGTH}
   */
  public static Histogram decode(String text) {
    if (text.length() > MAX_TEXT_LENGTH) {
      throw new IllegalArgumentException("histogram of " + text.length() + " characters");
    }
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(text)), HIGHEST_NANOS);
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException("no HdrHistogram: " + e.getMessage(), e);
    }
  }
}

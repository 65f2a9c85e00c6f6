package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Base64;
import org.HdrHistogram.Histogram;

/** Feeds any bytes, in base64, to the decoder of the histograms in reports. */
final class HistogramCodecFuzzTest {

  @FuzzTest
  void aDecodedHistogramSurvivesEncodingAndDecoding(byte[] input) {
    Histogram decoded;
    try {
      decoded = HistogramCodec.decode(Base64.getEncoder().encodeToString(input));
    } catch (IllegalArgumentException e) {
      return;
    }
    assertEquals(decoded, HistogramCodec.decode(HistogramCodec.encode(decoded)));
  }
}

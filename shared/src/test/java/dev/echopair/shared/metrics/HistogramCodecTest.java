package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class HistogramCodecTest {

  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private static Histogram of(List<Long> nanos) {
    Histogram histogram = HistogramCodec.newTimeHistogram();
    nanos.forEach(value -> HistogramCodec.record(histogram, value));
    return histogram;
  }

  @Property
  void decodesWhatItEncodes(@ForAll List<@LongRange(min = 0, max = HOUR_NANOS) Long> nanos) {
    Histogram histogram = of(nanos);
    Histogram decoded = HistogramCodec.decode(HistogramCodec.encode(histogram));
    assertEquals(histogram.getTotalCount(), decoded.getTotalCount());
    // A histogram with the unit 1 us does not distinguish values below 512 ns.
    assertTrue(histogram.valuesAreEquivalent(histogram.getMaxValue(), decoded.getMaxValue()));
    assertTrue(histogram.valuesAreEquivalent(histogram.getMinValue(), decoded.getMinValue()));
    nanos.forEach(
        value -> assertEquals(histogram.getCountAtValue(value), decoded.getCountAtValue(value)));
  }

  @Test
  void anEmptyHistogramStaysEqualToANewOne() {
    Histogram decoded =
        HistogramCodec.decode(HistogramCodec.encode(HistogramCodec.newTimeHistogram()));

    assertEquals(HistogramCodec.newTimeHistogram(), decoded);
    assertEquals(0, decoded.getMaxValue());
  }

  @Test
  void decodesIntoAHistogramThatTakesEveryTime() {
    Histogram decoded = HistogramCodec.decode(HistogramCodec.encode(of(List.of(5_000L))));
    decoded.add(of(List.of(HOUR_NANOS)));
    assertEquals(2, decoded.getTotalCount());
  }

  @Test
  void countsWhatLiesOutsideOfTheRangeAtItsEnd() {
    Histogram histogram = of(List.of(Long.MIN_VALUE, -1L, 0L, HOUR_NANOS + 1, Long.MAX_VALUE));
    assertEquals(5, histogram.getTotalCount());
    assertEquals(3, histogram.getCountBetweenValues(0, 1_000));
    assertTrue(histogram.valuesAreEquivalent(HOUR_NANOS, histogram.getMaxValue()));
  }

  @Property
  boolean keepsThreeDigits(@ForAll @LongRange(min = 1_000_000, max = HOUR_NANOS) long nanos) {
    long recorded = of(List.of(nanos)).getMaxValue();
    return Math.abs(recorded - nanos) <= nanos / 1_000;
  }

  @Test
  void refusesTextThatIsTooLongBeforeReadingIt() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> HistogramCodec.decode("A".repeat(HistogramCodec.MAX_TEXT_LENGTH + 1)))
            .getMessage();
    assertEquals("histogram of 1048577 characters", message);
  }

  @Test
  void encodesTheFullestHistogramInFarLess() {
    Histogram full = HistogramCodec.newTimeHistogram();
    for (long nanos = 1_000; nanos < HOUR_NANOS; nanos += 1 + nanos / 2_000) {
      full.recordValueWithCount(nanos, 1 + nanos % 1_000_003);
    }
    assertTrue(HistogramCodec.encode(full).length() < HistogramCodec.MAX_TEXT_LENGTH / 2);
  }

  @Property
  void refusesForeignTextWithIllegalArgumentExceptionOnly(@ForAll String text) {
    assertThrows(IllegalArgumentException.class, () -> HistogramCodec.decode(text));
  }

  @Property
  void refusesForeignBytesWithIllegalArgumentExceptionOnly(@ForAll byte[] bytes) {
    String text = Base64.getEncoder().encodeToString(bytes);
    assertThrows(IllegalArgumentException.class, () -> HistogramCodec.decode(text));
  }

  @Property
  void survivesBytesThatChangedOnTheWay(
      @ForAll @IntRange(max = 10_000) int where, @ForAll byte other, @ForAll boolean cut) {
    byte[] bytes = Base64.getDecoder().decode(HistogramCodec.encode(of(List.of(1L, 2_000_000L))));
    bytes[where % bytes.length] = other;
    if (cut) {
      bytes = java.util.Arrays.copyOf(bytes, where % bytes.length);
    }
    try {
      HistogramCodec.decode(Base64.getEncoder().encodeToString(bytes));
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().startsWith("no HdrHistogram: "), e.getMessage());
    }
  }

  @Test
  void survivesLengthsThatPromiseMoreThanThereIs() {
    byte[] bytes = Base64.getDecoder().decode(HistogramCodec.encode(of(List.of(1L))));
    ByteBuffer.wrap(bytes).putInt(4, Integer.MAX_VALUE);
    String text = Base64.getEncoder().encodeToString(bytes);
    assertThrows(IllegalArgumentException.class, () -> HistogramCodec.decode(text));
  }
}

package dev.echopair.shared.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantityTest {

  @Test
  void groupsTheDigitsOfACount() {
    assertEquals("1,234,567", Quantity.count(1_234_567));
    assertEquals("1,234", Quantity.count(1_234.0));
    assertEquals("0.125", Quantity.count(0.125));
  }

  @Test
  void putsANounIntoThePluralButForOne() {
    assertEquals("0 ranges", Quantity.things(0, "range"));
    assertEquals("1 range", Quantity.things(1, "range"));
    assertEquals("2,000 ranges", Quantity.things(2_000, "range"));
  }

  @Test
  void showsARateToATenth() {
    assertEquals("12.5/s", Quantity.rate(12.46));
    assertEquals("10,000.0/s", Quantity.rate(10_000));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.00 %", "100, 100.00 %", "0.05, 0.050 %", "0.00012, 0.00012 %"})
  void neverRoundsALossToZeroPercent(double percent, String text) {
    assertEquals(text, Quantity.percent(percent));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1023, 1023 B",
    "1024, 1.00 KiB",
    "1536, 1.50 KiB",
    "65507, 64.0 KiB",
    "300000, 293 KiB",
    "1048575, 1.00 MiB",
    "1048576, 1.00 MiB",
    "9223372036854775807, 8.00 EiB"
  })
  void countsBytesByPowersOf1024(double bytes, String text) {
    assertEquals(text, Quantity.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 us",
    "0.25, 0.25 us",
    "85.34, 85.3 us",
    "999.4, 999 us",
    "999.6, 1.00 ms",
    "1250, 1.25 ms",
    "999600, 1.00 s",
    "2500000, 2.50 s"
  })
  void showsATimeInTheUnitThatSuitsIt(double micros, String text) {
    assertEquals(text, Quantity.micros(micros));
  }

  @Test
  void showsLongTimesInWholeSeconds() {
    assertEquals("1.50 s", Quantity.seconds(1.5));
    assertEquals("3,600 s", Quantity.seconds(3_600));
  }

  @Test
  void showsARoundTripToTheMicrosecond() {
    assertEquals("0.312 ms", Quantity.millis(312_400));
    assertEquals("1234.500 ms", Quantity.millis(1_234_500_000));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.25, 0.25",
    "12.5, 12.5",
    "999.4, 999",
    "999.6, 1k",
    "1250, 1.25k",
    "2000000, 2M"
  })
  void shortensACount(double value, String text) {
    assertEquals(text, Quantity.shortCount(value));
  }

  @ParameterizedTest
  @CsvSource({"640, 640", "1023.6, 1Ki", "1280, 1.25Ki", "2097152, 2Mi"})
  void shortensBytes(double value, String text) {
    assertEquals(text, Quantity.shortBytes(value));
  }

  @ParameterizedTest
  @CsvSource({"85, 85us", "1250, 1.25ms", "2500000, 2.5s"})
  void shortensATime(double micros, String text) {
    assertEquals(text, Quantity.shortMicros(micros));
  }

  @ParameterizedTest
  @CsvSource({"-1, 0s", "4, 4s", "99, 99s", "720, 12m", "10800, 3h", "432000, 5d"})
  void tellsAnAgeInOneUnit(long seconds, String text) {
    assertEquals(text, Quantity.age(seconds));
  }

  @Property(tries = 200)
  void keepsToSixCharactersInAColumn(@ForAll @DoubleRange(min = 0, max = 1e18) double value) {
    assertTrue(Quantity.shortCount(value).length() <= 6, () -> Quantity.shortCount(value));
    assertTrue(Quantity.shortBytes(value).length() <= 6, () -> Quantity.shortBytes(value));
  }
}

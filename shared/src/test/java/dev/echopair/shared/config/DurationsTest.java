package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "7ns, 7",
    "3us, 3000",
    "500ms, 500000000",
    "30s, 30000000000",
    "5m, 300000000000",
    "2h, 7200000000000",
    "1d, 86400000000000",
    "0s, 0",
    "1.5s, 1500000000",
    "0.001us, 1",
    "' 5s ', 5000000000",
    "9223372036854775807ns, 9223372036854775807"
  })
  void parsesANumberWithItsUnit(String text, long nanos) {
    assertEquals(Duration.ofNanos(nanos), Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "30", "s", "-1s", "+1s", "1 s", "1,5s", ".5s", "1.s", "1S", "1min", "1e3s", "five s"
      })
  void refusesWhatIsNoDurationAndShowsHowToWriteOne(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Durations.parse(text)).getMessage();
    assertEquals(
        "'" + text + "' is not a duration: write a number and a unit, such as 500ms, 30s or 5m",
        message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9223372036854775808ns", "106752d", "999999999999999999999999999d", "0.5ns"})
  void refusesWhatNanosecondsCannotHold(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Durations.parse(text)).getMessage();
    assertEquals("'" + text + "' is too long or finer than a nanosecond", message);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1500000000, 1500ms",
    "60000000000, 1m",
    "90000000000, 90s",
    "86400000000000, 1d",
    "1001, 1001ns",
    "3000, 3us"
  })
  void formatsWithTheLargestUnitThatKeepsItWhole(long nanos, String text) {
    assertEquals(text, Durations.format(Duration.ofNanos(nanos)));
  }

  @Test
  void formatsInAShapeThatTheSchemasAccept() {
    assertTrue(Durations.format(Duration.ofMillis(1234)).matches(Durations.PATTERN));
  }

  @Property
  boolean parsesWhatItFormats(@ForAll @LongRange(min = 0) long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    return Durations.parse(Durations.format(duration)).equals(duration);
  }

  @Property
  void throwsNothingButIllegalArgumentException(@ForAll String text) {
    try {
      Durations.parse(text);
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().contains("'" + text + "'"));
    }
  }
}

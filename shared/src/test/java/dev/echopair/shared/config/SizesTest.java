package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SizesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1024, 1024",
    "7B, 7",
    "2kB, 2000",
    "2KB, 2000",
    "2MB, 2000000",
    "2GB, 2000000000",
    "64KiB, 65536",
    "1MiB, 1048576",
    "1GiB, 1073741824",
    "1.5KiB, 1536",
    "' 1KiB ', 1024",
    "9223372036854775807, 9223372036854775807"
  })
  void parsesANumberWithOrWithoutItsUnit(String text, long bytes) {
    assertEquals(bytes, Sizes.parse(text));
  }

  @Test
  void readsANumberAsBytes() {
    assertEquals(64, Sizes.parse(64));
    assertEquals(64, Sizes.parse(64L));
    assertEquals(64, Sizes.parse(64.0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "KiB", "-1", "1 KiB", "1kib", "1TB", "1e3", "big", ".5KiB"})
  void refusesWhatIsNoSizeAndShowsHowToWriteOne(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text)).getMessage();
    assertEquals(
        "'" + text + "' is not a size: write bytes as a number, or with a unit, such as 64KiB",
        message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "0.3KiB", "9223372036854775808", "99999999999999GiB"})
  void refusesWhatIsNoWholeNumberOfBytes(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text)).getMessage();
    assertEquals("'" + text + "' is not a whole number of bytes", message);
  }

  static List<Number> numbersThatAreNoSize() {
    return List.of(
        1.5,
        -1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        // Cut to 64 bits this would be 64, which is inside every range.
        BigInteger.TWO.pow(64).add(BigInteger.valueOf(64)));
  }

  @ParameterizedTest
  @MethodSource("numbersThatAreNoSize")
  void refusesNumbersThatAreNoWholeNumberOfBytes(Number number) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Sizes.parse(number)).getMessage();
    assertTrue(message.startsWith("'" + number + "' is not a "), message);
  }

  @Property
  boolean parsesItsOwnPlainNumbers(@ForAll @LongRange(min = 0) long bytes) {
    return Sizes.parse(Long.toString(bytes)) == bytes
        && Sizes.parse(bytes + "B") == bytes
        && Sizes.parse(bytes) == bytes;
  }

  @Property
  boolean scalesByTheUnit(@ForAll @LongRange(min = 0, max = 1 << 30) long count) {
    return Sizes.parse(count + "KiB") == count * 1024
        && Sizes.parse(count + "kB") == count * 1000
        && Sizes.parse(count + "MiB") == count * 1024 * 1024;
  }

  @Property
  void throwsNothingButIllegalArgumentException(@ForAll String text) {
    try {
      assertTrue(Sizes.parse(text) >= 0);
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().contains("'" + text + "'"));
    }
  }
}

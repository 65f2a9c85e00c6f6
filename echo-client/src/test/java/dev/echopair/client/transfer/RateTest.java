package dev.echopair.client.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

  @ParameterizedTest
  @CsvSource({
    "10MB/s, 1e7, true",
    "1.5MiB/s, 1572864, true",
    "500kB/s, 5e5, true",
    "800B/s, 800, true",
    "100Mbit/s, 12.5e6, true",
    "1Gbit/s, 125e6, true",
    "56kbit/s, 7000, true",
    "2000/s, 2000, false",
    "0.5/s, 0.5, false",
    "max, Infinity, true"
  })
  void isReadAsPeopleWriteIt(String text, double perSecond, boolean inBytes) {
    assertEquals(new Rate(perSecond, inBytes), Rate.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10MB",
        "10 MB/s",
        "-1/s",
        "0/s",
        "0MB/s",
        "10mb/s",
        "10Tbit/s",
        "fast",
        "1e99/s",
        "1.2.3/s",
        "/s",
        "99999999GB/s",
        "10MB/m"
      })
  void anInvalidRateIsRefusedWithAnExample(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Rate.parse(text));

    assertTrue(refusal.getMessage().startsWith("'" + text + "' is "), refusal::getMessage);
    assertTrue(refusal.getMessage().contains("such as 10MB/s"), refusal::getMessage);
  }

  @Test
  void givesTheTimeBetweenTwoDatagrams() {
    assertEquals(1e6, Rate.parse("1MB/s").nanosPerDatagram(1000));
    assertEquals(5e5, Rate.parse("2000/s").nanosPerDatagram(1000));
    assertEquals(0, Rate.MAX.nanosPerDatagram(1000));
  }
}

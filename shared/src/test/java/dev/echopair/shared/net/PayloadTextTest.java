package dev.echopair.shared.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PayloadTextTest {

  private static String shown(String payload) {
    return PayloadText.of(payload.getBytes(UTF_8));
  }

  @Test
  void quotesText() {
    assertEquals("\"hello\"", shown("hello"));
    assertEquals("\"\"", shown(""));
    assertEquals("\"grüße, 世界 😀\"", shown("grüße, 世界 😀"));
  }

  @Test
  void escapesWhatWouldBreakTheLineOrTheQuotes() {
    assertEquals("\"a\\nb\\r\\tc\\\"d\\\\e\"", shown("a\nb\r\tc\"d\\e"));
  }

  @Test
  void showsWhatIsNoUtf8AsHex() {
    assertEquals("ff00fe", PayloadText.of(new byte[] {(byte) 0xff, 0, (byte) 0xfe}));
    assertEquals("c3", PayloadText.of(new byte[] {(byte) 0xc3}));
  }

  @Test
  void cutsLongTextAndSaysSo() {
    String text = "x".repeat(PayloadText.MAX_BYTES);
    assertEquals('"' + text + '"', shown(text));
    assertEquals('"' + text + "\"...", shown(text + "y"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"é", "世", "😀"})
  void cutsBetweenCharacters(String character) {
    int bytes = character.getBytes(UTF_8).length;
    for (int before = PayloadText.MAX_BYTES - bytes + 1; before < PayloadText.MAX_BYTES; before++) {
      String text = "x".repeat(before);
      assertEquals('"' + text + "\"...", shown(text + character + "tail"));
    }
    String fits = "x".repeat(PayloadText.MAX_BYTES - bytes) + character;
    assertEquals('"' + fits + "\"...", shown(fits + "tail"));
  }

  @Test
  void cutsLongHexAndSaysSo() {
    byte[] zeros = new byte[PayloadText.MAX_BYTES + 1];
    assertEquals("00".repeat(PayloadText.MAX_BYTES / 4) + "...", PayloadText.of(zeros));
    assertEquals(
        "00".repeat(PayloadText.MAX_BYTES / 4),
        PayloadText.of(new byte[PayloadText.MAX_BYTES / 4]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[31mred",
        "\u0007",
        "\u0000",
        "\u007f",
        "\u009b31m",
        "\b",
        "a\u202eb",
        "a\u2066b",
        "a\u200fb",
        "\ufeff",
        "a\u200bb",
        "a\u2028b",
        "a\u2029b"
      })
  void showsTextWithControlCharactersAsHex(String payload) {
    assertTrue(shown(payload).matches("[0-9a-f]+"), shown(payload));
  }

  @Property
  void neverShowsControlCharacters(@ForAll byte[] payload) {
    assertHarmless(PayloadText.of(payload));
  }

  @Property
  void neverShowsControlCharactersInText(@ForAll("texts") String payload) {
    assertHarmless(shown(payload));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().all().ofMaxLength(400);
  }

  private static void assertHarmless(String shown) {
    assertTrue(
        shown
            .codePoints()
            .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT),
        shown);
    assertTrue(shown.matches("(?s)\".*\"(\\.\\.\\.)?|[0-9a-f]*(\\.\\.\\.)?"), shown);
  }
}

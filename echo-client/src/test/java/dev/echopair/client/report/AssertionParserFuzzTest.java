package dev.echopair.client.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Feeds any text to the parser of {@code --assert}. */
final class AssertionParserFuzzTest {

  @FuzzTest
  void assertionsAreReadOrTheMistakeIsPointedAt(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      assertFalse(new AssertionParser(text).parse().isEmpty());
    } catch (AssertionSyntaxException e) {
      assertTrue(e.column() >= 1 && e.column() <= text.length() + 1, e::getMessage);
      assertFalse(e.getMessage().contains("\n"), e::getMessage);
    }
  }
}

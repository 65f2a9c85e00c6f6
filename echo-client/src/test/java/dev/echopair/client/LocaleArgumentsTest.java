package dev.echopair.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LocaleArgumentsTest {

  @Test
  void restoresCharactersThatTheLocaleLost() {
    assertArrayEquals(
        new String[] {"send", "tcp://localhost:7", "gr\u00fc\u00dfe \u20ac?", ""},
        LocaleArguments.restore(
            new String[] {"send", "tcp://localhost:7", "gr????e ????", ""},
            commandLine(
                "java",
                "-jar",
                "x.jar",
                "send",
                "tcp://localhost:7",
                "gr\u00fc\u00dfe \u20ac?",
                "")));
  }

  @Test
  void leavesArgumentsThatAreNotAtTheEndOfTheCommandLine() {
    String[] args = {"send", "a?"};
    assertSame(args, LocaleArguments.restore(args, commandLine("java", "send", "ab")));
    assertSame(args, LocaleArguments.restore(args, commandLine("java", "@file")));
    assertSame(args, LocaleArguments.restore(args, new byte[0]));
  }

  @Test
  void leavesBytesThatAreNotUtf8() {
    String[] args = {"?"};
    byte[] latin1 = "java\0\u00fc\0".getBytes(StandardCharsets.ISO_8859_1);
    assertSame(args, LocaleArguments.restore(args, latin1));
  }

  private static byte[] commandLine(String... words) {
    return (String.join("\0", words) + "\0").getBytes(StandardCharsets.UTF_8);
  }
}

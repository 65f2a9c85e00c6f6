package dev.echopair.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Restores the non-ASCII characters of the command line in the locales {@code C} and {@code POSIX}.
 *
 * <p>In these locales Java decodes the arguments as ASCII and replaces every other byte before
 * {@code main} is called. A message must not be sent with such replacements. Linux keeps the
 * original bytes in {@code /proc/self/cmdline}; this class decodes them as UTF-8, the encoding of
 * terminals. In other locales and on other systems the arguments stay unchanged.
 */
final class LocaleArguments {

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private LocaleArguments() {}

  /** Returns the arguments of {@code main} with the characters that Java replaced. */
  static String[] restore(String[] args) {
    if (!isAscii(System.getProperty("sun.jnu.encoding", ""))) {
      return args;
    }
    try {
      return restore(args, Files.readAllBytes(COMMAND_LINE));
    } catch (IOException | SecurityException e) {
      return args;
    }
  }

  /**
   * Reads the arguments from the bytes of the whole command line.
   *
   * @param args the arguments as Java decoded them
   * @param commandLine the program and all its arguments, each followed by a zero byte
   * @return {@code args} itself when the bytes do not match them or are not UTF-8
   */
  static String[] restore(String[] args, byte[] commandLine) {
    try {
      String[] words = utf8(commandLine).split("\0", -1);
      // The split returns an empty word after the last zero byte.
      int first = words.length - 1 - args.length;
      String[] restored = new String[args.length];
      for (int i = 0; i < args.length; i++) {
        if (first < 1 || !isSame(args[i], words[first + i])) {
          return args;
        }
        restored[i] = words[first + i];
      }
      return restored;
    } catch (CharacterCodingException e) {
      return args;
    }
  }

  private static boolean isAscii(String charset) {
    return Charset.isSupported(charset)
        && Charset.forName(charset).equals(StandardCharsets.US_ASCII);
  }

  private static String utf8(byte[] bytes) throws CharacterCodingException {
    CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    return text.toString();
  }

  /** Whether Java may have decoded a word to this argument: same length, same ASCII characters. */
  private static boolean isSame(String read, String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    if (bytes.length != read.length()) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= 0 && bytes[i] != read.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

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
 * The command line as it was typed, where the locale is {@code C} or {@code POSIX}.
 *
 * <p>There Java takes the arguments for ASCII and makes every other byte a question mark, before
 * {@code main} sees them; a message must not be sent like that. Linux keeps the bytes: they are
 * read as UTF-8, which terminals send. Everywhere else the arguments stay as they are.
 */
final class LocaleArguments {

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private LocaleArguments() {}

  /** The arguments of {@code main} with the characters that the locale lost. */
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
   * The arguments from the bytes of the whole command line.
   *
   * @param args as Java read them
   * @param commandLine all words of the process, each with a zero byte after it
   * @return {@code args} itself where the bytes do not fit to them or are not UTF-8
   */
  static String[] restore(String[] args, byte[] commandLine) {
    try {
      String[] words = utf8(commandLine).split("\0", -1);
      // Behind the last zero there is one more, empty word.
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

  /** Whether Java may have read a word so: byte by byte, what is not ASCII as anything. */
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

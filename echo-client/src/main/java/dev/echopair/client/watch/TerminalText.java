package dev.echopair.client.watch;

import org.jline.utils.WCWidth;

/**
 * Makes foreign text safe for a terminal. Names come over the bus, and a control character in a
 * name would control the terminal of the user.
 */
final class TerminalText {

  private TerminalText() {}

  /**
   * Replaces control characters, and characters that the terminal cannot show, by {@code ?}.
   *
   * @param unicode whether the terminal can show more than ASCII
   */
  static String clean(String text, boolean unicode) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> clean.appendCodePoint(isShown(c) && (unicode || c < 0x80) ? c : '?'));
    return clean.toString();
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      default -> WCWidth.wcwidth(c) > 0;
    };
  }

  /** Returns the number of columns of clean text. */
  static int width(String text) {
    return text.codePoints().map(WCWidth::wcwidth).sum();
  }

  /**
   * Returns clean text in exactly this number of columns, left-aligned: padded, or cut and marked.
   */
  static String left(String text, int columns, boolean unicode) {
    String fitting = cut(text, columns, unicode);
    return fitting + " ".repeat(columns - width(fitting));
  }

  /** Returns clean text in exactly this number of columns, right-aligned. */
  static String right(String text, int columns, boolean unicode) {
    String fitting = cut(text, columns, unicode);
    return " ".repeat(columns - width(fitting)) + fitting;
  }

  /** Returns clean text in at most this number of columns; a cut is marked. */
  static String cut(String text, int columns, boolean unicode) {
    if (width(text) <= columns) {
      return text;
    }
    if (columns <= 0) {
      return "";
    }
    StringBuilder cut = new StringBuilder();
    int used = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      used += WCWidth.wcwidth(c);
      if (used > columns - 1) {
        break;
      }
      cut.appendCodePoint(c);
    }
    return cut.append(unicode ? '…' : '~').toString();
  }
}

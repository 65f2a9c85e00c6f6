package dev.echopair.client.watch;

import org.jline.utils.WCWidth;

/**
 * Text of others made fit for a terminal: names come over the bus, and a control character in one
 * would write to the terminal of whoever watches.
 */
final class TerminalText {

  private TerminalText() {}

  /**
   * Replaces what a terminal might act upon, or cannot show, by {@code ?}.
   *
   * @param unicode whether more than ASCII can be shown
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

  /** How many columns clean text takes. */
  static int width(String text) {
    return text.codePoints().map(WCWidth::wcwidth).sum();
  }

  /** Clean text in exactly so many columns, from the left: filled up, or cut and marked so. */
  static String left(String text, int columns, boolean unicode) {
    String fitting = cut(text, columns, unicode);
    return fitting + " ".repeat(columns - width(fitting));
  }

  /** Clean text in exactly so many columns, from the right. */
  static String right(String text, int columns, boolean unicode) {
    String fitting = cut(text, columns, unicode);
    return " ".repeat(columns - width(fitting)) + fitting;
  }

  /** Clean text in at most so many columns. */
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

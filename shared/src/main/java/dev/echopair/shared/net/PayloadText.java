package dev.echopair.shared.net;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Formats a payload for output: as quoted text when it is valid UTF-8, otherwise as hex. */
public final class PayloadText {

  /** Maximum number of payload bytes that are shown. */
  public static final int MAX_BYTES = 256;

  private static final int LONGEST_UTF8_SEQUENCE = 4;

  private PayloadText() {}

  /**
   * Formats the beginning of a payload.
   *
   * @param head the payload, or its first {@link #MAX_BYTES} + 1 bytes; the extra byte says that
   *     the payload is longer
   */
  public static String of(byte[] head) {
    boolean cut = head.length > MAX_BYTES;
    String text = text(head, Math.min(head.length, MAX_BYTES), cut);
    if (text == null) {
      return HexFormat.of().formatHex(head, 0, Math.min(head.length, MAX_BYTES / 4))
          + (head.length > MAX_BYTES / 4 ? "..." : "");
    }
    return '"' + text + '"' + (cut ? "..." : "");
  }

  private static String text(byte[] head, int length, boolean cut) {
    // The cut may be in the middle of a character.
    for (int end = length; end >= 0 && end > length - LONGEST_UTF8_SEQUENCE; end--) {
      try {
        String decoded =
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(head, 0, end))
                .toString();
        return escaped(decoded);
      } catch (CharacterCodingException e) {
        if (!cut) {
          return null;
        }
      }
    }
    return null;
  }

  private static String escaped(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '\n' -> shown.append("\\n");
        case '\r' -> shown.append("\\r");
        case '\t' -> shown.append("\\t");
        case '"' -> shown.append("\\\"");
        case '\\' -> shown.append("\\\\");
        default -> {
          // Control characters would let a peer control the user's terminal.
          if (steersTerminal(c)) {
            return null;
          }
          shown.appendCodePoint(c);
        }
      }
    }
    return shown.toString();
  }

  private static boolean steersTerminal(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}

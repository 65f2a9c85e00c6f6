package dev.echopair.client.transfer;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Where what came back first differs from what was sent, with the bytes around it.
 *
 * @param offset of the first byte that differs, from 0
 * @param shownFrom the offset of the first byte that is shown
 * @param expected what was sent, in hexadecimal
 * @param actual what came back, in hexadecimal; as many bytes as are expected
 */
public record Difference(long offset, long shownFrom, String expected, String actual) {

  /** Bytes that are shown on either side of the one that differs. */
  private static final int CONTEXT = 8;

  /**
   * Looks at two buffers whose remaining bytes differ.
   *
   * @param at the index, from the positions of both, of the first difference
   * @param offset what the positions are in the file
   */
  static Difference between(ByteBuffer expected, ByteBuffer actual, int at, long offset) {
    int from = Math.max(0, at - CONTEXT);
    int to = Math.min(at + CONTEXT, Math.max(expected.remaining(), actual.remaining()));
    return new Difference(
        offset + at, offset + from, hex(expected, from, to), hex(actual, from, to));
  }

  private static String hex(ByteBuffer bytes, int from, int to) {
    byte[] shown = new byte[Math.max(0, Math.min(to, bytes.remaining()) - from)];
    bytes.get(bytes.position() + from, shown);
    return HexFormat.ofDelimiter(" ").formatHex(shown);
  }
}

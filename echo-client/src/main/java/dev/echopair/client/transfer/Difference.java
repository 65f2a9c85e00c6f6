package dev.echopair.client.transfer;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The first difference between the bytes that were sent and the reply, with the bytes around it.
 *
 * @param offset of the first byte that differs, from 0
 * @param shownFrom the offset of the first byte of {@code expected} and {@code actual}
 * @param expected the bytes that were sent, in hexadecimal
 * @param actual the bytes that came back, in hexadecimal; the number of bytes differs only when a
 *     datagram came back with another length
 */
public record Difference(long offset, long shownFrom, String expected, String actual) {

  /** Number of bytes that are shown before the difference, and from the difference on. */
  private static final int CONTEXT = 8;

  /**
   * Describes the difference of two buffers whose remaining bytes differ.
   *
   * @param at the index of the first difference, counted from the positions of both buffers
   * @param offset the offset in the file of these positions
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

package dev.echopair.server.testing;

/**
 * An endless pattern of bytes: the position gives the byte, and the pattern has no short period.
 */
public final class BytePattern {

  private BytePattern() {}

  /** The byte of the pattern at a position. */
  public static byte at(long position) {
    return (byte) (((position + 1) * 0x9E3779B97F4A7C15L) >>> 56);
  }

  /** The bytes of the pattern from a position on. */
  public static byte[] bytes(long position, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = at(position + i);
    }
    return bytes;
  }

  /** Fails when the bytes differ from the pattern from a position on. */
  public static void check(byte[] bytes, int length, long position) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != at(position + i)) {
        throw new AssertionError(
            "byte %d is %d, not %d".formatted(position + i, bytes[i], at(position + i)));
      }
    }
  }
}

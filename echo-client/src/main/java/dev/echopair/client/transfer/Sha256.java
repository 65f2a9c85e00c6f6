package dev.echopair.client.transfer;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 (FIPS 180-4) in the making, of which copies can be taken on the way: what two streams
 * have in common is digested once. For one thread at a time.
 */
final class Sha256 {

  private final MessageDigest digest;

  private Sha256(MessageDigest digest) {
    this.digest = digest;
  }

  /** The digest of nothing. */
  static Sha256 begin() {
    try {
      return new Sha256(MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Digests the remaining bytes of a buffer, whose position stays. */
  void update(ByteBuffer bytes) {
    digest.update(bytes.duplicate());
  }

  /** A digest that goes on from here on its own. */
  Sha256 copy() {
    try {
      return new Sha256((MessageDigest) digest.clone());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the SHA-256 of this JVM cannot be copied", e);
    }
  }

  /** The digest so far in hexadecimal; more can follow. */
  String hex() {
    return HexFormat.of().formatHex(copy().digest.digest());
  }
}

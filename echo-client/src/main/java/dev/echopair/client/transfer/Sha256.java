package dev.echopair.client.transfer;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest (FIPS 180-4) that can be copied while it is computed: the common beginning of
 * two streams is digested once. For one thread at a time.
 */
final class Sha256 {

  private final MessageDigest digest;

  private Sha256(MessageDigest digest) {
    this.digest = digest;
  }

  /** Starts a digest. */
  static Sha256 begin() {
    try {
      return new Sha256(MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds the remaining bytes of a buffer; does not change the position of the buffer. */
  void update(ByteBuffer bytes) {
    digest.update(bytes.duplicate());
  }

  /** Makes an independent copy of the digest so far. */
  Sha256 copy() {
    try {
      return new Sha256((MessageDigest) digest.clone());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the SHA-256 of this JVM cannot be copied", e);
    }
  }

  /** The digest so far in hexadecimal; more bytes can follow. */
  String hex() {
    return HexFormat.of().formatHex(copy().digest.digest());
  }
}

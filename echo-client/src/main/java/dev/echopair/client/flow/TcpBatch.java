package dev.echopair.client.flow;

import dev.echopair.shared.net.ReusableBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * The buffer for probes that one connection sends together. All connections of an event loop share
 * it; only one connection at a time writes probes.
 */
final class TcpBatch {

  /** Maximum size of a batch in bytes, unless one probe is longer. */
  static final int BYTES = 64 * 1024;

  private final ByteBuffer made;
  private final ReusableBuffer sent = ReusableBuffer.whole(BYTES);

  /**
   * Makes a batch.
   *
   * @param longest size of the longest probe in bytes
   */
  TcpBatch(int longest) {
    this.made = ByteBuffer.allocate(Math.max(longest, BYTES));
  }

  /** Whether the batch has no probes. */
  boolean isEmpty() {
    return made.position() == 0;
  }

  /** The buffer; the next probe is written at its position. */
  ByteBuffer made() {
    return made;
  }

  /**
   * Takes the probes out of the batch. The returned buffer is reused when it is free, else a new
   * one is allocated.
   */
  ByteBuf take(ByteBufAllocator allocator) {
    int bytes = made.position();
    try {
      ByteBuf taken =
          sent.isFree() && bytes <= sent.capacity()
              ? sent.take()
              : allocator.directBuffer(bytes, bytes);
      return taken.writeBytes(made.flip());
    } finally {
      // After a failure, too: the next probes may belong to another connection.
      made.clear();
    }
  }
}

package dev.echopair.client.flow;

import dev.echopair.shared.net.ReusableBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * Where the probes are made that one connection sends together; of all connections of an event
 * loop, of which one at a time makes probes.
 */
final class TcpBatch {

  /** What is sent together at most, unless one probe is longer. */
  static final int BYTES = 64 * 1024;

  private final ByteBuffer made;
  private final ReusableBuffer sent = ReusableBuffer.whole(BYTES);

  /**
   * Makes a batch.
   *
   * @param longest bytes of the longest probe
   */
  TcpBatch(int longest) {
    this.made = ByteBuffer.allocate(Math.max(longest, BYTES));
  }

  /** Whether nothing has been made. */
  boolean isEmpty() {
    return made.position() == 0;
  }

  /** Where the next probe is made, behind those that are. */
  ByteBuffer made() {
    return made;
  }

  /** Takes out what has been made: a buffer that is used again and again, while it is free. */
  ByteBuf take(ByteBufAllocator allocator) {
    int bytes = made.position();
    try {
      ByteBuf taken =
          sent.isFree() && bytes <= sent.capacity()
              ? sent.take()
              : allocator.directBuffer(bytes, bytes);
      return taken.writeBytes(made.flip());
    } finally {
      // Whatever happens: the next to make probes is another connection.
      made.clear();
    }
  }
}

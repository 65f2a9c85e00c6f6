package dev.echopair.shared.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/**
 * A buffer outside the heap that is lent out again and again, to one borrower at a time, who gives
 * it back by releasing it. Its memory is the garbage collector's: nothing has to be closed. For one
 * thread.
 */
public final class ReusableBuffer {

  private final ByteBuf buffer;

  /** Makes a buffer of so many bytes, which does not grow. */
  public ReusableBuffer(int bytes) {
    buffer = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes));
  }

  /** Bytes that fit into it. */
  public int capacity() {
    return buffer.capacity();
  }

  /** Whether the last borrower has given it back. */
  public boolean isFree() {
    return buffer.refCnt() == 1;
  }

  /**
   * Lends it out, empty.
   *
   * @return the buffer, to be released; only while it {@linkplain #isFree is free}
   */
  public ByteBuf take() {
    return buffer.clear().retain();
  }
}

package dev.echopair.shared.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A buffer outside the heap that is lent out again and again, to one borrower at a time, who gives
 * it back by releasing it. It takes its memory when it is first lent out. For one thread.
 */
public final class ReusableBuffer implements AutoCloseable {

  private final int capacity;
  private final Supplier<ByteBuf> memory;

  /** {@code null} before it is lent out first. */
  private ByteBuf buffer;

  private ReusableBuffer(int capacity, Supplier<ByteBuf> memory) {
    this.capacity = capacity;
    this.memory = memory;
  }

  /**
   * A buffer to be used whole, whose memory the garbage collector takes back; it need not be
   * closed.
   *
   * @param bytes which it does not grow beyond
   */
  public static ReusableBuffer whole(int bytes) {
    return new ReusableBuffer(
        bytes, () -> Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes)));
  }

  /**
   * A buffer to be used in slices, which are reused as well: they are no garbage.
   *
   * @param bytes which it does not grow beyond
   */
  static ReusableBuffer sliced(int bytes) {
    return new ReusableBuffer(
        bytes, () -> PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes));
  }

  /** Bytes that fit into it. */
  public int capacity() {
    return capacity;
  }

  /** Whether the last borrower has given it back. */
  public boolean isFree() {
    return buffer == null || buffer.refCnt() == 1;
  }

  /**
   * Lends it out, empty.
   *
   * @return the buffer, to be released; only while it {@linkplain #isFree is free}
   */
  public ByteBuf take() {
    if (buffer == null) {
      buffer = memory.get();
    }
    return buffer.clear().retain();
  }

  /** Gives the memory back, as soon as a borrower has done so. */
  @Override
  public void close() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }
}

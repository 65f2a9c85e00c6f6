package dev.echopair.shared.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A reusable buffer outside the heap. One borrower at a time takes the buffer and returns it by
 * releasing it. The memory is allocated at the first {@link #take}. For one thread.
 */
public final class ReusableBuffer implements AutoCloseable {

  private final int capacity;
  private final Supplier<ByteBuf> memory;

  /** {@code null} before the first {@link #take}. */
  private ByteBuf buffer;

  private ReusableBuffer(int capacity, Supplier<ByteBuf> memory) {
    this.capacity = capacity;
    this.memory = memory;
  }

  /**
   * Makes a buffer that is used as a whole. The garbage collector frees its memory, so {@link
   * #close} is optional.
   *
   * @param bytes fixed capacity in bytes
   */
  public static ReusableBuffer whole(int bytes) {
    return new ReusableBuffer(
        bytes, () -> Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes)));
  }

  /**
   * Makes a buffer that is used in slices. The slice objects are reused too and produce no garbage.
   *
   * @param bytes fixed capacity in bytes
   */
  static ReusableBuffer sliced(int bytes) {
    return new ReusableBuffer(
        bytes, () -> PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes));
  }

  /** The capacity in bytes. */
  public int capacity() {
    return capacity;
  }

  /** Whether the last borrower has released the buffer. */
  public boolean isFree() {
    return buffer == null || buffer.refCnt() == 1;
  }

  /**
   * Takes the buffer, emptied. Call it only while the buffer {@linkplain #isFree is free}.
   *
   * @return the buffer; the caller has to release it
   */
  public ByteBuf take() {
    if (buffer == null) {
      buffer = memory.get();
    }
    return buffer.clear().retain();
  }

  /** Frees the memory, at the latest when the current borrower releases the buffer. */
  @Override
  public void close() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }
}

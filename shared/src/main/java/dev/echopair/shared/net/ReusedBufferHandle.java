package dev.echopair.shared.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Makes a channel read into a shared buffer, or into a buffer of the allocator while the shared one
 * is in use.
 */
// Netty's channels still use the deprecated handle type.
@SuppressWarnings("deprecation")
final class ReusedBufferHandle extends RecvByteBufAllocator.DelegatingHandle
    implements RecvByteBufAllocator.ExtendedHandle {

  private final RecvByteBufAllocator.ExtendedHandle otherwise;
  private final ReusableBuffer buffer;

  /**
   * Makes the handle of a channel.
   *
   * @param otherwise allocates a buffer while the shared one is in use, and decides when to stop
   *     reading
   */
  ReusedBufferHandle(RecvByteBufAllocator.ExtendedHandle otherwise, ReusableBuffer buffer) {
    super(otherwise);
    this.otherwise = otherwise;
    this.buffer = buffer;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator allocator) {
    return buffer.isFree() ? buffer.take() : otherwise.allocate(allocator);
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
    return otherwise.continueReading(maybeMoreData);
  }
}

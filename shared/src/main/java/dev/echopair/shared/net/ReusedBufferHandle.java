package dev.echopair.shared.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/** Has a channel read into a buffer that others use too, or, while it is taken, into another. */
// Netty's channels still ask for the deprecated kind of handle.
@SuppressWarnings("deprecation")
final class ReusedBufferHandle extends RecvByteBufAllocator.DelegatingHandle
    implements RecvByteBufAllocator.ExtendedHandle {

  private final RecvByteBufAllocator.ExtendedHandle otherwise;
  private final ReusableBuffer buffer;

  /**
   * Makes the handle of a channel.
   *
   * @param otherwise gives a buffer while the other one is taken, and says when to stop reading
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

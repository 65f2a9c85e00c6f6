package dev.echopair.shared.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Controls the reads of one connection, for {@link TcpReads}. Netty's own handles are three classes
 * that delegate to each other at each read; this is one class.
 */
// Netty's channels still use the deprecated handle type.
@SuppressWarnings("deprecation")
final class TcpReadHandle implements RecvByteBufAllocator.ExtendedHandle {

  private static final int LEAST = 512;

  private final ReusableBuffer buffer;
  private final int mostReads;

  private ChannelConfig config;

  /** Size in bytes of a buffer from the allocator; it follows the bytes of the previous turn. */
  private int ownBytes = 4 * LEAST;

  private int reads;
  private int attempted;
  private int last;
  private int total;

  /**
   * Makes the handle of a connection.
   *
   * @param buffer shared read buffer, used unless it is in use
   * @param mostReads maximum number of reads per turn; a read that does not fill its buffer ends
   *     the turn
   */
  TcpReadHandle(ReusableBuffer buffer, int mostReads) {
    this.buffer = buffer;
    this.mostReads = mostReads;
  }

  @Override
  public void reset(ChannelConfig channel) {
    config = channel;
    reads = 0;
    total = 0;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator allocator) {
    return buffer.isFree() ? buffer.take() : allocator.ioBuffer(ownBytes);
  }

  @Override
  public int guess() {
    return ownBytes;
  }

  @Override
  public void attemptedBytesRead(int bytes) {
    attempted = bytes;
  }

  @Override
  public int attemptedBytesRead() {
    return attempted;
  }

  @Override
  public void lastBytesRead(int bytes) {
    last = bytes;
    if (bytes > 0) {
      total += bytes;
    }
  }

  @Override
  public int lastBytesRead() {
    return last;
  }

  @Override
  public void incMessagesRead(int messages) {
    reads += messages;
  }

  @Override
  public boolean continueReading() {
    return attempted == last && mayReadOn();
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
    return mayReadOn() && maybeMoreData.get();
  }

  private boolean mayReadOn() {
    return reads < mostReads && last > 0 && config.isAutoRead();
  }

  @Override
  public void readComplete() {
    int powerOfTwo = Integer.highestOneBit(Math.max(total, LEAST) * 2 - 1);
    ownBytes = Math.min(powerOfTwo, buffer.capacity());
  }
}

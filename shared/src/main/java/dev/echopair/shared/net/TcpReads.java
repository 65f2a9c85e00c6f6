package dev.echopair.shared.net;

import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;

/**
 * How the connections of one event loop are read: once per turn, or a few times where a read brings
 * all that it can; all of them into the same buffer. What was read is dealt with while it is in the
 * processor's cache, no call is made only to hear that there is no more, and no connection keeps
 * the others waiting.
 *
 * <p>One buffer for all, as each read is mostly through with it before the next one: a buffer that
 * the allocator gives is another piece of memory each time, which has to come into the cache first.
 * While a peer that does not read holds the buffer, the others get one from the allocator, as long
 * as their last reads were: many that hold buffers must not hold long ones for little. Lives on the
 * event loop.
 */
public final class TcpReads {

  /** Bytes of a read at most: what one write takes at once, and the cache holds. */
  public static final int MOST = 64 * 1024;

  /** Reads of one connection in a turn, as long as each brings all that a read can. */
  static final int MOST_FULL_READS = 4;

  private final ReusableBuffer buffer = ReusableBuffer.whole(MOST);
  private final RecvByteBufAllocator handles = () -> new TcpReadHandle(buffer, MOST_FULL_READS);

  /** Makes the reads of one event loop. */
  public TcpReads() {}

  /** Makes a connection of the event loop read so; call before it reads. */
  public void readBy(Channel channel) {
    channel.config().setRecvByteBufAllocator(handles);
  }
}

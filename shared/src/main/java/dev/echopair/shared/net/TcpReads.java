package dev.echopair.shared.net;

import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Configures how the connections of one event loop are read: once per turn, or a few times when a
 * read fills its buffer. All connections read into the same buffer. The data is processed while it
 * is in the processor's cache, no system call is made only to learn that there is no more data, and
 * no connection keeps the others waiting.
 *
 * <p>One buffer is enough, because the data of a read is usually processed before the next read. A
 * buffer from the allocator would be a different memory area each time, which first has to be
 * loaded into the cache. While data for a slow peer holds the shared buffer, the other connections
 * get buffers from the allocator. These buffers have the size of the last reads, so that many
 * waiting connections do not hold large buffers for little data. Lives on the event loop.
 */
public final class TcpReads {

  /**
   * Maximum bytes of a read: a size that one write can send at once and that fits into the cache.
   */
  public static final int MOST = 64 * 1024;

  /** Maximum number of reads of one connection per turn, when each read fills its buffer. */
  static final int MOST_FULL_READS = 4;

  private final ReusableBuffer buffer = ReusableBuffer.whole(MOST);
  private final RecvByteBufAllocator handles = () -> new TcpReadHandle(buffer, MOST_FULL_READS);

  /** Makes the reads of one event loop. */
  public TcpReads() {}

  /** Configures a connection of the event loop. Call it before the first read of the connection. */
  public void readBy(Channel channel) {
    channel.config().setRecvByteBufAllocator(handles);
  }
}

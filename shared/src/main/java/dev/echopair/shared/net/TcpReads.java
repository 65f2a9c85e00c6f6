package dev.echopair.shared.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;

/**
 * How the pair reads its TCP connections: once per turn of the event loop, into a buffer as long as
 * the last reads were. What was read is dealt with while it is in the processor's cache, no call is
 * made only to hear that there is no more, and no connection keeps the others waiting.
 */
public final class TcpReads {

  private static final int LEAST = 512;
  private static final int FIRST = 2_048;

  /** What one write takes at once, and the cache holds. */
  private static final int MOST = 64 * 1024;

  private static final RecvByteBufAllocator ONE_AT_A_TIME =
      new AdaptiveRecvByteBufAllocator(LEAST, FIRST, MOST).maxMessagesPerRead(1);

  private TcpReads() {}

  /** Makes a connection read so; call before it reads. */
  public static void oneAtATime(Channel channel) {
    channel.config().setRecvByteBufAllocator(ONE_AT_A_TIME);
  }
}

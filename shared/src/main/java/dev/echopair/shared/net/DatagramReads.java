package dev.echopair.shared.net;

import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;

/**
 * How the datagram sockets of one event loop are read, so that no datagram is ever cut: on epoll
 * many in one call (recvmmsg), all sockets into the same buffer; on other transports one by one.
 * Without UDP_GRO: where Netty reads many in one call it does not look at the length that the
 * kernel tells of what it has put together (4.2.18), and so could not take it apart again.
 *
 * <p>While something that was read waits to be sent, in the very buffer, the sockets get a short
 * one from the allocator. Lives on the event loop.
 */
public final class DatagramReads implements AutoCloseable {

  /** As long as any datagram. */
  public static final int LONGEST = 65_536;

  /**
   * From one datagram to the next in the buffer: no power of two, else the beginnings of all would
   * compete for the same few lines of the processor's caches.
   */
  private static final int STRIDE = LONGEST + 5 * 64;

  /**
   * Datagrams that one call reads at least. More than one: Netty's plain read of a connected epoll
   * channel takes an empty datagram for nothing at all, recvmmsg does not.
   */
  private static final int SHORT_BATCH = 2;

  private final ReusableBuffer buffer;
  private final RecvByteBufAllocator batches;

  private DatagramReads(ReusableBuffer buffer) {
    this.buffer = buffer;
    this.batches = new OncePerTurn();
  }

  /**
   * For sockets that get many datagrams.
   *
   * @param batch how many one call brings at most, for each of which 64 KiB are set aside. With
   *     few, what was read is answered while the peer still sends; with very few, more calls are
   *     made.
   */
  public static DatagramReads inBatchesOf(int batch) {
    return new DatagramReads(ReusableBuffer.sliced(batch * STRIDE));
  }

  /** For a socket that gets few. */
  public static DatagramReads ofFew() {
    return new DatagramReads(ReusableBuffer.whole(SHORT_BATCH * STRIDE));
  }

  /** Gives the memory back; no socket may be read any more. */
  @Override
  public void close() {
    buffer.close();
  }

  /** Makes a socket of the event loop read so; call before it reads. */
  void readBy(DatagramChannel channel) {
    if (channel instanceof EpollDatagramChannel) {
      channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, STRIDE);
      channel.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, batches);
    } else {
      channel
          .config()
          .setOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST));
    }
  }

  private final class OncePerTurn extends FixedRecvByteBufAllocator {

    OncePerTurn() {
      super(SHORT_BATCH * STRIDE);
      maxMessagesPerRead(1);
    }

    // Netty's channels still ask for the deprecated kind.
    @SuppressWarnings("deprecation")
    @Override
    public Handle newHandle() {
      return new ReusedBufferHandle((ExtendedHandle) super.newHandle(), buffer);
    }
  }
}

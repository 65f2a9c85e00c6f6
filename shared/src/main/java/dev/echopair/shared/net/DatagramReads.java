package dev.echopair.shared.net;

import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;

/**
 * Configures how the datagram sockets of one event loop are read, so that no datagram is truncated.
 * On epoll one call (recvmmsg) reads many datagrams, and all sockets read into the same buffer;
 * other transports read one datagram per call.
 *
 * <p>UDP_GRO is not used: when Netty (4.2.18) reads many datagrams in one call, it ignores the
 * segment length that the kernel reports for merged datagrams, and cannot split them.
 *
 * <p>While data in the shared buffer waits to be sent, the sockets get a short buffer from the
 * allocator. Lives on the event loop.
 */
public final class DatagramReads implements AutoCloseable {

  /** Buffer size in bytes that holds any datagram. */
  public static final int LONGEST = 65_536;

  /**
   * Distance in bytes between two datagrams in the buffer. It is not a power of two: otherwise the
   * first bytes of all datagrams would compete for the same few lines of the processor's caches.
   */
  private static final int STRIDE = LONGEST + 5 * 64;

  /**
   * Datagrams for which the smallest buffer has room. More than one, so that Netty uses recvmmsg:
   * Netty's plain read of a connected epoll channel ignores an empty datagram.
   */
  private static final int SHORT_BATCH = 2;

  private final ReusableBuffer buffer;
  private final RecvByteBufAllocator batches;

  private DatagramReads(ReusableBuffer buffer) {
    this.buffer = buffer;
    this.batches = new OncePerTurn();
  }

  /**
   * Makes reads for sockets that receive many datagrams.
   *
   * @param batch maximum number of datagrams per call; each one reserves 64 KiB. A small batch lets
   *     this side answer while the peer still sends; a very small batch needs more system calls.
   */
  public static DatagramReads inBatchesOf(int batch) {
    return new DatagramReads(ReusableBuffer.sliced(batch * STRIDE));
  }

  /** Makes reads for a socket that receives few datagrams. */
  public static DatagramReads ofFew() {
    return new DatagramReads(ReusableBuffer.whole(SHORT_BATCH * STRIDE));
  }

  /** Frees the memory. Call it after the last read of every socket. */
  @Override
  public void close() {
    buffer.close();
  }

  /** Configures a socket of the event loop. Call it before the first read of the socket. */
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

    // Netty's channels still use the deprecated type.
    @SuppressWarnings("deprecation")
    @Override
    public Handle newHandle() {
      return new ReusedBufferHandle((ExtendedHandle) super.newHandle(), buffer);
    }
  }
}

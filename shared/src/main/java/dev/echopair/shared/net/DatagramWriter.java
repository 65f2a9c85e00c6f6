package dev.echopair.shared.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;

/**
 * Writes datagrams to a channel. Consecutive datagrams with the same recipient and size pass
 * through the kernel as one (UDP generic segmentation offload, since Linux 4.18); the network
 * carries them as separate datagrams. Copying short datagrams into one buffer costs much less than
 * the kernel passes that it saves.
 *
 * <p>The kernel may refuse segmentation, for example for a device without checksum offload or a
 * path with a small MTU. Then each datagram is written separately. Lives on the channel's event
 * loop.
 */
// The channel's exceptionCaught receives the failure of a single datagram.
@SuppressWarnings("FutureReturnValueIgnored")
public final class DatagramWriter {

  /**
   * Maximum payload in bytes of a datagram that is sent as a segment. With the headers of IPv6 and
   * UDP it fits into the minimum MTU of IPv6 (1,280 bytes, RFC 8200, section 5).
   */
  private static final int LONGEST_SEGMENT = 1_280 - 40 - 8;

  /** Number of segments that every kernel accepts at once, if all of them fit into one datagram. */
  private static final int MOST_SEGMENTS = 64;

  /**
   * Pending bytes, including Netty's overhead per datagram, up to which a channel is not congested:
   * io_uring may be about to send them.
   */
  private static final int UNDER_WAY = 4 * 1024;

  /** Number of refusals after which segmentation is no longer tried. */
  private static final int MOST_REFUSALS = 16;

  private final DatagramChannel channel;

  private boolean segments;
  private boolean congested;
  private int refusals;

  /**
   * The single datagram that waits for more with the same size and recipient. At most one of {@code
   * first} and {@code several} is set.
   */
  private ByteBuf first;

  /**
   * The copied datagrams that wait. The buffer is pooled: copies into it allocate no object, while
   * a buffer of Netty's default allocator allocates two.
   */
  private ByteBuf several;

  private InetSocketAddress recipient;
  private int size;

  /** Maximum bytes of datagrams with this size that are sent as one. */
  private int mostBytes;

  /** Makes the writer of a channel. */
  DatagramWriter(DatagramChannel channel) {
    this.channel = channel;
    this.segments =
        channel instanceof EpollDatagramChannel
            && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
  }

  /**
   * Queues a datagram for the next {@link #flush}, without a promise.
   *
   * @param data at least one byte; released by the send
   */
  public void write(ByteBuf data, InetSocketAddress to) {
    int bytes = data.readableBytes();
    if (!segments || bytes > LONGEST_SEGMENT) {
      writeWaiting();
      writeOne(data, to);
      return;
    }
    if (bytes != size || !to.equals(recipient)) {
      writeWaiting();
      size = bytes;
      mostBytes = bytes * Math.min(MOST_SEGMENTS, DatagramPort.MAX_PAYLOAD / bytes);
      recipient = to;
    }
    if (several != null) {
      append(data);
    } else if (first != null) {
      several = PooledByteBufAllocator.DEFAULT.directBuffer(mostBytes);
      append(first);
      first = null;
      append(data);
    } else {
      first = data;
    }
  }

  /** Sends the queued datagrams, several in one system call where the transport supports this. */
  public void flush() {
    writeWaiting();
    channel.flush();
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    congested = waiting != null && waiting.totalPendingWriteBytes() > UNDER_WAY;
  }

  /**
   * Whether more than a few datagrams still waited for the socket after the last {@link #flush}.
   */
  public boolean isCongested() {
    return congested;
  }

  /**
   * Appends a copy of the datagram to the waiting ones. The source buffer copies itself: without
   * sun.misc.Unsafe, which Netty does not use from JDK 24 on, the target buffer would allocate two
   * objects per copy.
   */
  private void append(ByteBuf data) {
    data.readBytes(several, data.readableBytes());
    data.release();
    if (several.readableBytes() == mostBytes) {
      writeWaiting();
    }
  }

  /** Whether consecutive datagrams of one size to one recipient are sent as one. */
  boolean sendsSeveralAsOne() {
    return segments;
  }

  private void writeWaiting() {
    if (first != null) {
      ByteBuf alone = first;
      first = null;
      writeOne(alone, recipient);
    } else if (several != null) {
      ByteBuf datagrams = several;
      several = null;
      writeAsOne(datagrams, size, recipient);
    }
  }

  private void writeOne(ByteBuf data, InetSocketAddress to) {
    channel.write(
        channel.isConnected() ? data : new DatagramPacket(data, to), channel.voidPromise());
  }

  private void writeAsOne(ByteBuf datagrams, int each, InetSocketAddress to) {
    ByteBuf again = datagrams.retainedDuplicate();
    channel
        .write(new SegmentedDatagramPacket(datagrams, each, to))
        .addListener(
            taken -> {
              if (!taken.isSuccess() && channel.isOpen()) {
                refused(again, each, to);
              }
              again.release();
            });
  }

  private void refused(ByteBuf datagrams, int each, InetSocketAddress to) {
    refusals++;
    segments = refusals < MOST_REFUSALS;
    while (datagrams.isReadable()) {
      writeOne(datagrams.readRetainedSlice(each), to);
    }
    channel.flush();
  }
}

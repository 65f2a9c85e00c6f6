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
 * Writes datagrams to a channel; those in a row that have one recipient and one size go through the
 * kernel as one (UDP generic segmentation offload, since Linux 4.18), and leave it as what they
 * are. To copy short datagrams together costs a small part of the passes through the kernel that it
 * saves.
 *
 * <p>A device without checksum offload, or a path with short packets, may refuse: then each is
 * written by itself. Lives on the channel's event loop.
 */
// What fails of a single datagram is told by the channel's exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
public final class DatagramWriter {

  /**
   * Bytes up to which several are sent as one: with the headers of IPv6 and UDP they fit into the
   * least packet that every link takes (1,280 bytes, RFC 8200, section 5).
   */
  private static final int LONGEST_SEGMENT = 1_280 - 40 - 8;

  /** As many as every kernel takes at once, as long as they fit into one datagram together. */
  private static final int MOST_SEGMENTS = 64;

  /** Bytes, with what Netty adds for each datagram, that io_uring may be about to send. */
  private static final int UNDER_WAY = 4 * 1024;

  /** Refusals after which no more are risked. */
  private static final int MOST_REFUSALS = 16;

  private final DatagramChannel channel;

  private boolean segments;
  private boolean congested;
  private int refusals;

  /** The datagram that waits for more of its kind, or several of them; one of the two or none. */
  private ByteBuf first;

  /** Of the pool, which copies without an object; Netty's default allocator makes two. */
  private ByteBuf several;

  private InetSocketAddress recipient;
  private int size;

  /** Of those of this size that go out as one. */
  private int mostBytes;

  /** Makes the writer of a channel. */
  DatagramWriter(DatagramChannel channel) {
    this.channel = channel;
    this.segments =
        channel instanceof EpollDatagramChannel
            && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
  }

  /**
   * Writes a datagram, to be sent at the next {@link #flush}, without a promise.
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

  /** Sends what was written, several datagrams in one system call where the transport can. */
  public void flush() {
    writeWaiting();
    channel.flush();
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    congested = waiting != null && waiting.totalPendingWriteBytes() > UNDER_WAY;
  }

  /** Whether the last {@link #flush} left more than a few datagrams to wait for the socket. */
  public boolean isCongested() {
    return congested;
  }

  /**
   * Copies a datagram behind those that wait. The source does the copying: without sun.misc.Unsafe,
   * which Netty does not use from JDK 24 on, the target would make two objects for each copy.
   */
  private void append(ByteBuf data) {
    data.readBytes(several, data.readableBytes());
    data.release();
    if (several.readableBytes() == mostBytes) {
      writeWaiting();
    }
  }

  /** Whether those in a row to one peer go out as one. */
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

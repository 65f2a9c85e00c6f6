package dev.echopair.shared.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes to a connection.
 *
 * <p>On epoll the bytes go directly to the socket when no earlier data is queued and no other
 * handler, such as the TLS handler, is in between. Only the rest that the socket does not accept
 * goes through the channel's queue. The queue costs about 200 ns more: a queue entry, atomic
 * counters of the pending bytes, and the path through all layers of Netty. On other transports all
 * data goes through the queue.
 *
 * <p>Lives on the event loop of the connection. It has to be the only writer of the connection.
 */
// The channel's exceptionCaught receives the failure of a write or a flush.
@SuppressWarnings("FutureReturnValueIgnored")
public final class StreamWriter {

  private final ChannelHandlerContext ctx;

  /** {@code null} before the first write, and when the bytes cannot go directly to the socket. */
  private Socket socket;

  private boolean used;

  /** Whether the channel's queue may hold data. */
  private boolean queued;

  /**
   * Makes the writer of a connection.
   *
   * @param ctx the context of the handler that writes
   */
  public StreamWriter(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /**
   * Sends the bytes that the socket accepts at once. The rest is sent after the next {@link
   * #flush}.
   *
   * @param data released when it is sent
   */
  public void write(ByteBuf data) {
    if (!used) {
      used = true;
      lookForSocket();
    }
    // After a close, another socket may have the same file descriptor.
    if (socket == null || !isInOnePiece(data) || isQueueing() || !socket.isOpen()) {
      queue(data);
      return;
    }
    try {
      int sent = send(data);
      if (sent == data.readableBytes()) {
        data.release();
      } else {
        queue(data.skipBytes(sent));
      }
    } catch (IOException e) {
      // Netty does the same when a write of its queue fails.
      data.release();
      ctx.pipeline().fireExceptionCaught(e);
      ctx.close();
    }
  }

  private static boolean isInOnePiece(ByteBuf data) {
    return data.hasMemoryAddress() || (data.isDirect() && data.nioBufferCount() == 1);
  }

  /**
   * Makes the system call. Without sun.misc.Unsafe, which Netty does not use from JDK 24 on, the
   * address of a direct Java buffer is not known here; the native code finds it.
   */
  private int send(ByteBuf data) throws IOException {
    if (data.hasMemoryAddress()) {
      return socket.sendAddress(data.memoryAddress(), data.readerIndex(), data.writerIndex());
    }
    ByteBuffer bytes = data.internalNioBuffer(data.readerIndex(), data.readableBytes());
    return socket.send(bytes, bytes.position(), bytes.limit());
  }

  /**
   * Finds the socket at the first write. Handlers that prepare the connection are still in the
   * pipeline before that.
   */
  private void lookForSocket() {
    if (ctx.channel() instanceof EpollSocketChannel epoll && ctx.pipeline().firstContext() == ctx) {
      socket = (Socket) epoll.fd();
    }
  }

  private boolean isQueueing() {
    if (queued) {
      Channel.Unsafe channel = ctx.channel().unsafe();
      queued =
          channel.outboundBuffer() == null || channel.outboundBuffer().totalPendingWriteBytes() > 0;
    }
    return queued;
  }

  private void queue(ByteBuf data) {
    queued = true;
    ctx.write(data, ctx.voidPromise());
  }

  /** Sends the rest of earlier writes as soon as the socket accepts it. */
  public void flush() {
    if (queued) {
      ctx.flush();
    }
  }
}

package dev.echopair.shared.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes to a connection. Where nothing waits to be sent before and no handler lies between, as
 * that of TLS does, the socket is given the bytes at once; only what it does not take goes by the
 * channel's queue, which costs some 200 ns more: an entry, atomic counts of what waits, and the way
 * through all of Netty's layers and back. With other transports than epoll all goes that way.
 *
 * <p>Lives on the event loop of its connection, of which it has to be the only writer.
 */
// What fails of a write or a flush is told by the channel's exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
public final class StreamWriter {

  private final ChannelHandlerContext ctx;

  /** {@code null} where it cannot be given bytes directly, and before the first write. */
  private Socket socket;

  private boolean used;

  /** Whether something may wait in the channel's queue. */
  private boolean queued;

  /** Makes the writer of a connection, for one of its handlers. */
  public StreamWriter(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /**
   * Sends what it can at once; what is left is sent after the next {@link #flush}.
   *
   * @param data released when it is sent
   */
  public void write(ByteBuf data) {
    if (!used) {
      used = true;
      lookForSocket();
    }
    // A socket that is closed may have given its number to another.
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
      // As Netty does with what fails of its queue.
      data.release();
      ctx.pipeline().fireExceptionCaught(e);
      ctx.close();
    }
  }

  private static boolean isInOnePiece(ByteBuf data) {
    return data.hasMemoryAddress() || (data.isDirect() && data.nioBufferCount() == 1);
  }

  /**
   * Makes the system call. Without sun.misc.Unsafe, which Netty does not use from JDK 24 on, a
   * buffer of Java's own has no address here; the native code finds it.
   */
  private int send(ByteBuf data) throws IOException {
    if (data.hasMemoryAddress()) {
      return socket.sendAddress(data.memoryAddress(), data.readerIndex(), data.writerIndex());
    }
    ByteBuffer bytes = data.internalNioBuffer(data.readerIndex(), data.readableBytes());
    return socket.send(bytes, bytes.position(), bytes.limit());
  }

  /** Not before the first write: handlers that prepare a connection go only when it is ready. */
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

  /** Sends what is left of earlier writes, as soon as the socket takes it. */
  public void flush() {
    if (queued) {
      ctx.flush();
    }
  }
}

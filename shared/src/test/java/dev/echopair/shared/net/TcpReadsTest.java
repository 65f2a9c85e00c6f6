package dev.echopair.shared.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** The buffers that connections of one event loop are read into. */
// Netty asks its allocators for handles of a deprecated type.
@SuppressWarnings("deprecation")
class TcpReadsTest {

  private final TcpReads reads = new TcpReads();
  private final RecvByteBufAllocator.Handle one = connection();
  private final RecvByteBufAllocator.Handle other = connection();

  @Test
  void allConnectionsAreReadIntoOneBuffer() {
    ByteBuf first = read(one);
    first.writeLong(1);
    first.release();
    ByteBuf second = read(other);

    assertSame(first, second);
    assertEquals(0, second.readableBytes(), "nothing of the read before is left");
    assertEquals(TcpReads.MOST, second.writableBytes());
  }

  @Test
  void whatIsStillToBeSentIsNotWrittenOver() {
    ByteBuf held = read(one);
    held.writeLong(1);
    ByteBuf second = read(other);
    second.writeLong(2);

    assertNotSame(held, second);
    assertTrue(second.capacity() < TcpReads.MOST, "no long buffer for who has read little so far");
    assertEquals(1, held.readLong());
    second.release();

    held.release();
    assertSame(held, read(other), "given back, it serves all again");
  }

  private static ByteBuf read(RecvByteBufAllocator.Handle connection) {
    return connection.allocate(UnpooledByteBufAllocator.DEFAULT);
  }

  private RecvByteBufAllocator.Handle connection() {
    EmbeddedChannel channel = new EmbeddedChannel();
    reads.readBy(channel);
    RecvByteBufAllocator.Handle handle = channel.unsafe().recvBufAllocHandle();
    handle.reset(channel.config());
    return handle;
  }
}

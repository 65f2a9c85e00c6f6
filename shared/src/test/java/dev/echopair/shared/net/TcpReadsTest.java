package dev.echopair.shared.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** The read buffers that the connections of one event loop share. */
// Netty asks its allocators for handles of a deprecated type.
@SuppressWarnings("deprecation")
class TcpReadsTest {

  private final TcpReads reads = new TcpReads();
  private final EmbeddedChannel channel = new EmbeddedChannel();
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
  void bytesThatWaitToBeSentAreNotOverwritten() {
    ByteBuf held = read(one);
    held.writeLong(1);
    ByteBuf second = read(other);
    second.writeLong(2);

    assertNotSame(held, second);
    assertTrue(
        second.capacity() < TcpReads.MOST,
        "a connection with few bytes so far gets a short buffer");
    assertEquals(1, held.readLong());
    second.release();

    held.release();
    assertSame(held, read(other), "a released buffer is shared again");
  }

  @Test
  void aFullReadIsFollowedByAnotherAFewTimesInATurn() {
    for (int turn = 0; turn < 2; turn++) {
      one.reset(channel.config());
      for (int reads = 1; reads < TcpReads.MOST_FULL_READS; reads++) {
        brings(TcpReads.MOST);
        assertTrue(one.continueReading(), "after " + reads);
      }
      brings(TcpReads.MOST);
      assertFalse(one.continueReading(), "others are waiting");
    }
  }

  @Test
  void aReadThatIsNotFullIsTheLastOne() {
    brings(TcpReads.MOST - 1);
    assertFalse(one.continueReading());
    brings(0);
    assertFalse(one.continueReading());
    brings(-1);
    assertFalse(one.continueReading(), "the end of the stream");
  }

  @Test
  void aConnectionThatPausesReadingEndsItsTurn() {
    brings(TcpReads.MOST);
    channel.config().setAutoRead(false);

    assertFalse(one.continueReading());
  }

  @Test
  void aSeparateBufferFitsTheBytesOfThePreviousTurn() {
    ByteBuf taken = read(other);
    assertEquals(2_048, read(one).capacity());
    turnBrings(40_000);
    assertEquals(TcpReads.MOST, read(one).capacity());
    turnBrings(700);
    assertEquals(1_024, read(one).capacity());
    turnBrings(1);
    assertEquals(512, read(one).capacity());
    turnBrings(200_000);
    assertEquals(TcpReads.MOST, read(one).capacity());
    taken.release();
  }

  private void turnBrings(int bytes) {
    one.reset(channel.config());
    brings(bytes);
    one.readComplete();
  }

  private void brings(int bytes) {
    one.attemptedBytesRead(TcpReads.MOST);
    one.lastBytesRead(bytes);
    one.incMessagesRead(1);
  }

  private static ByteBuf read(RecvByteBufAllocator.Handle connection) {
    return connection.allocate(UnpooledByteBufAllocator.DEFAULT);
  }

  private RecvByteBufAllocator.Handle connection() {
    reads.readBy(channel);
    RecvByteBufAllocator.Handle handle = channel.config().getRecvByteBufAllocator().newHandle();
    handle.reset(channel.config());
    return handle;
  }
}

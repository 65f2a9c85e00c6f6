package dev.echopair.client.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class TcpBatchTest {

  private static final int LONGEST = 2 * TcpBatch.BYTES;

  private final ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
  private final TcpBatch batch = new TcpBatch(LONGEST);

  @Test
  void handsOutTheBatchAndIsEmptyThen() {
    assertTrue(batch.isEmpty());
    batch.made().put(new byte[] {1, 2, 3});
    ByteBuf taken = batch.take(allocator);

    assertEquals("010203", ByteBufUtil.hexDump(taken));
    assertTrue(batch.isEmpty());
    assertEquals(LONGEST, batch.made().remaining());
    taken.release();
  }

  @Test
  void usesTheSameBufferAgainOnceItIsReleasedAndAnotherUntilThen() {
    batch.made().put((byte) 1);
    ByteBuf waiting = batch.take(allocator);
    batch.made().put((byte) 2);
    ByteBuf another = batch.take(allocator);

    assertNotSame(waiting, another);
    assertEquals("01", ByteBufUtil.hexDump(waiting), "an unsent byte of another connection");
    assertEquals("02", ByteBufUtil.hexDump(another));
    assertEquals(1, another.capacity(), "no waiting buffer is larger than needed");
    another.release();
    waiting.release();
    batch.made().put((byte) 3);
    ByteBuf again = batch.take(allocator);
    assertSame(waiting, again);
    again.release();
  }

  @Test
  void takesAProbeThatIsLongerThanItsBuffer() {
    batch.made().put(new byte[LONGEST]);
    ByteBuf taken = batch.take(allocator);

    assertEquals(LONGEST, taken.readableBytes());
    taken.release();
  }

  @Test
  void leavesNothingForTheNextConnectionWhenThereIsNoMemory() {
    batch.made().put(new byte[LONGEST]);
    ByteBufAllocator exhausted =
        new AbstractByteBufAllocator() {
          @Override
          protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("as a test wants it");
          }

          @Override
          protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("as a test wants it");
          }

          @Override
          public boolean isDirectBufferPooled() {
            return false;
          }
        };

    assertThrows(OutOfMemoryError.class, () -> batch.take(exhausted));
    assertTrue(batch.isEmpty());
  }
}

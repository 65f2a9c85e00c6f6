package dev.echopair.client.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ChunkPlanTest {

  @Property
  void coversEveryByteOnce(
      @ForAll @IntRange(max = 5000) int fileBytes,
      @ForAll @IntRange(min = ChunkPlan.MIN_DATAGRAM_BYTES, max = 1400) int datagramBytes) {
    ChunkPlan plan = new ChunkPlan(fileBytes, datagramBytes);
    long at = 0;
    for (int chunk = 0; chunk < plan.chunks(); chunk++) {
      assertEquals(at, plan.offset(chunk));
      assertTrue(plan.length(chunk) <= plan.payloadBytes());
      assertTrue(plan.length(chunk) > 0 || fileBytes == 0);
      at += plan.length(chunk);
    }

    assertEquals(fileBytes, at);
  }

  @Example
  void givesAnEmptyFileOneChunk() {
    assertEquals(1, new ChunkPlan(0, 1400).chunks());
    assertEquals(0, new ChunkPlan(0, 1400).length(0));
  }

  @Example
  void refusesMoreChunksThanCanBeCounted() {
    assertEquals(735_294_118, new ChunkPlan(1_000_000_000_000L, 1400).chunks());
    assertThrows(IllegalArgumentException.class, () -> new ChunkPlan(1L << 50, 1400));
    assertThrows(IllegalArgumentException.class, () -> new ChunkPlan(1, 40));
  }
}

package dev.echopair.shared.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ChunkPacketTest {

  @Property
  void comesBackAsItWasWritten(
      @ForAll long run,
      @ForAll long sequence,
      @ForAll long chunk,
      @ForAll long fileBytes,
      @ForAll @Size(max = 50) byte[] payload) {
    ByteBuf wire = Unpooled.buffer();
    // The reader index of a buffer is not always 0.
    wire.writeByte(1).readByte();
    ChunkPacket.writeHeader(wire, run, sequence, chunk, fileBytes);
    assertEquals(ChunkPacket.HEADER_BYTES, wire.readableBytes());
    wire.writeBytes(payload);

    assertTrue(ChunkPacket.hasHeader(wire));
    assertEquals(run, ChunkPacket.runId(wire));
    assertEquals(sequence, ChunkPacket.sequence(wire));
    assertEquals(chunk, ChunkPacket.chunk(wire));
    assertEquals(fileBytes, ChunkPacket.fileBytes(wire));
    assertEquals(ChunkPacket.HEADER_BYTES + payload.length, wire.readableBytes());
  }

  @Property
  void detectsAnyFlippedBitOfTheHeader(
      @ForAll long run,
      @ForAll long sequence,
      @ForAll @IntRange(max = ChunkPacket.HEADER_BYTES * Byte.SIZE - 1) int bit) {
    ByteBuf wire = written(run, sequence);
    int at = bit / Byte.SIZE;
    wire.setByte(at, wire.getByte(at) ^ 1 << bit % Byte.SIZE);

    assertFalse(ChunkPacket.hasHeader(wire));
  }

  @Property
  void findsNoHeaderInTooFewBytes(
      @ForAll @IntRange(max = ChunkPacket.HEADER_BYTES - 1) int length) {
    assertFalse(ChunkPacket.hasHeader(written(1, 2).slice(0, length)));
  }

  @Property
  void findsNoHeaderInOtherBytes(@ForAll @Size(max = 100) byte[] bytes) {
    assertFalse(ChunkPacket.hasHeader(Unpooled.wrappedBuffer(bytes)));
  }

  @Example
  void isNotTakenForAProbe() {
    ByteBuffer chunk = written(1, 2).nioBuffer();
    assertEquals(0, ProbePacket.countTogether(chunk, chunk.remaining(), 1));
  }

  private static ByteBuf written(long run, long sequence) {
    ByteBuf wire = Unpooled.buffer();
    ChunkPacket.writeHeader(wire, run, sequence, 7, 1 << 20);
    return wire;
  }
}

package dev.echopair.shared.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ProbePacketTest {

  @Property
  void comesBackAsItWasWritten(
      @ForAll long run,
      @ForAll long sequence,
      @ForAll long intended,
      @ForAll long actual,
      @ForAll @IntRange(min = ProbePacket.HEADER_BYTES, max = 2000) int size) {
    ByteBuf wire = Unpooled.buffer(size);
    ProbePacket.write(wire, size, run, sequence, intended, actual);

    assertTrue(ProbePacket.isProbe(wire));
    assertEquals(run, ProbePacket.runId(wire));
    assertEquals(sequence, ProbePacket.sequence(wire));
    assertEquals(intended, ProbePacket.intendedNanos(wire));
    assertEquals(actual, ProbePacket.actualNanos(wire));
    assertTrue(ProbePacket.isIntact(wire));
    assertEquals(size, wire.readableBytes(), "reading moves no index");
  }

  @Property
  void detectsAnyFlippedBit(
      @ForAll long run,
      @ForAll long sequence,
      @ForAll @IntRange(min = ProbePacket.HEADER_BYTES, max = 2000) int size,
      @ForAll @IntRange(max = Integer.MAX_VALUE) int position) {
    ByteBuf wire = Unpooled.buffer(size);
    ProbePacket.write(wire, size, run, sequence, 3, 4);
    flip(wire, position % (size * Byte.SIZE));

    assertFalse(ProbePacket.isProbe(wire) && ProbePacket.isIntact(wire));
  }

  @Property
  void takesWhatIsTooShortForNoProbe(
      @ForAll @IntRange(max = ProbePacket.HEADER_BYTES - 1) int length) {
    assertFalse(ProbePacket.isProbe(written(100).slice(0, length)));
  }

  @Property
  void takesAnotherMagicOrVersionForNoProbe(@ForAll @IntRange(max = 5 * Byte.SIZE - 1) int bit) {
    ByteBuf wire = written(100);
    flip(wire, bit);

    assertFalse(ProbePacket.isProbe(wire));
  }

  @Property
  void judgesAnyBytesWithoutFailing(@ForAll @Size(max = 200) byte[] bytes) {
    ByteBuf any = Unpooled.wrappedBuffer(bytes);

    assertFalse(ProbePacket.isProbe(any) && ProbePacket.isIntact(any));
  }

  @Property
  void judgesAnyBytesBehindAValidMagicWithoutFailing(@ForAll @Size(max = 200) byte[] bytes) {
    ByteBuf wire = written(ProbePacket.HEADER_BYTES);
    wire.writerIndex(5).capacity(300).writeBytes(bytes);

    assertEquals(bytes.length >= ProbePacket.HEADER_BYTES - 5, ProbePacket.isProbe(wire));
    assertFalse(ProbePacket.isProbe(wire) && ProbePacket.isIntact(wire));
  }

  @Example
  void givesNeighboursPayloadsThatDiffer() {
    ByteBuf first = Unpooled.buffer(60);
    ByteBuf second = Unpooled.buffer(60);
    ProbePacket.write(first, 60, 1, 2, 3, 4);
    ProbePacket.write(second, 60, 1, 3, 3, 4);

    assertFalse(first.slice(40, 20).equals(second.slice(40, 20)));
  }

  private static ByteBuf written(int size) {
    ByteBuf out = Unpooled.buffer(size);
    ProbePacket.write(out, size, 1, 2, 3, 4);
    return out;
  }

  private static void flip(ByteBuf wire, int bit) {
    int at = bit / Byte.SIZE;
    wire.setByte(at, wire.getByte(at) ^ (1 << (bit % Byte.SIZE)));
  }
}

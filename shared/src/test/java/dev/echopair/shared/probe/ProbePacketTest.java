package dev.echopair.shared.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ProbePacketTest {

  private static final int TIMES_OFFSET = 24;

  @Property
  void comesBackAsItWasWritten(
      @ForAll long run,
      @ForAll long sequence,
      @ForAll long intended,
      @ForAll long actual,
      @ForAll @IntRange(min = ProbePacket.HEADER_BYTES, max = 2000) int size) {
    ProbePacket packet = new ProbePacket(run, sequence, intended, actual);
    ByteBuf wire = written(packet, size);

    assertEquals(size, wire.readableBytes());
    assertEquals(packet, ProbePacket.read(wire));
    assertEquals(size, wire.readableBytes(), "reading moves no index");
    assertTrue(packet.payloadMatches(wire));
  }

  @Property
  void detectsAnyFlippedBitOfThePayload(
      @ForAll long run,
      @ForAll long sequence,
      @ForAll @IntRange(min = ProbePacket.HEADER_BYTES + 1, max = 2000) int size,
      @ForAll @IntRange(max = Integer.MAX_VALUE) int position) {
    ByteBuf wire = written(new ProbePacket(run, sequence, 3, 4), size);
    int bits = (size - ProbePacket.HEADER_BYTES) * Byte.SIZE;
    flip(wire, ProbePacket.HEADER_BYTES * Byte.SIZE + position % bits);

    assertFalse(ProbePacket.read(wire).payloadMatches(wire));
  }

  @Property
  void detectsAnyFlippedBitOfTheTimesInTheHeader(
      @ForAll long intended,
      @ForAll long actual,
      @ForAll @IntRange(min = ProbePacket.HEADER_BYTES + Long.BYTES, max = 200) int size,
      @ForAll @IntRange(max = 2 * Long.SIZE - 1) int bit) {
    ByteBuf wire = written(new ProbePacket(1, 2, intended, actual), size);
    flip(wire, TIMES_OFFSET * Byte.SIZE + bit);

    assertFalse(ProbePacket.read(wire).payloadMatches(wire));
  }

  @Property
  void takesWhatIsTooShortForNoProbe(
      @ForAll @IntRange(max = ProbePacket.HEADER_BYTES - 1) int length) {
    ByteBuf wire = written(new ProbePacket(1, 2, 3, 4), 100);

    assertNull(ProbePacket.read(wire.slice(0, length)));
  }

  @Property
  void takesAnotherMagicOrVersionForNoProbe(@ForAll @IntRange(max = 8 * Byte.SIZE - 1) int bit) {
    ByteBuf wire = written(new ProbePacket(1, 2, 3, 4), 100);
    flip(wire, bit);

    assertNull(ProbePacket.read(wire));
  }

  @Property
  void readsAnyBytesWithoutFailing(@ForAll @Size(max = 200) byte[] bytes) {
    ProbePacket packet = ProbePacket.read(Unpooled.wrappedBuffer(bytes));

    assertTrue(packet == null || bytes.length >= ProbePacket.HEADER_BYTES);
  }

  @Property
  void judgesAnyBytesBehindAValidMagicWithoutFailing(@ForAll @Size(max = 200) byte[] bytes) {
    ByteBuf wire = written(new ProbePacket(1, 2, 3, 4), ProbePacket.HEADER_BYTES);
    wire.writerIndex(8).capacity(300).writeBytes(bytes);
    ProbePacket packet = ProbePacket.read(wire);

    assertEquals(bytes.length >= ProbePacket.HEADER_BYTES - 8, packet != null);
    if (packet != null && wire.readableBytes() > 60) {
      assertFalse(packet.payloadMatches(wire), "random bytes are no payload");
    }
  }

  @Example
  void givesNeighboursPayloadsThatDiffer() {
    ByteBuf first = written(new ProbePacket(1, 2, 3, 4), 60);
    ByteBuf second = written(new ProbePacket(1, 3, 3, 4), 60);

    assertFalse(first.slice(40, 20).equals(second.slice(40, 20)));
  }

  private static ByteBuf written(ProbePacket packet, int size) {
    ByteBuf out = Unpooled.buffer(size);
    packet.write(out, size);
    return out;
  }

  private static void flip(ByteBuf wire, int bit) {
    int at = bit / Byte.SIZE;
    wire.setByte(at, wire.getByte(at) ^ (1 << (bit % Byte.SIZE)));
  }
}

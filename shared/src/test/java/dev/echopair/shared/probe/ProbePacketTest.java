package dev.echopair.shared.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
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
    ByteBuffer wire = ByteBuffer.allocate(size + 10).position(3);
    ProbePacket.write(wire, size, run, sequence, intended, actual);
    assertEquals(3 + size, wire.position());
    wire.flip().position(3);

    assertTrue(ProbePacket.isProbe(wire));
    assertEquals(run, ProbePacket.runId(wire));
    assertEquals(sequence, ProbePacket.sequence(wire));
    assertEquals(intended, ProbePacket.intendedNanos(wire));
    assertEquals(actual, ProbePacket.actualNanos(wire));
    assertTrue(ProbePacket.isIntact(wire));
    assertEquals(size, wire.remaining(), "reading moves nothing");
  }

  @Property
  void detectsAnyFlippedBit(
      @ForAll long run,
      @ForAll long sequence,
      @ForAll @IntRange(min = ProbePacket.HEADER_BYTES, max = 2000) int size,
      @ForAll @IntRange(max = Integer.MAX_VALUE) int position) {
    ByteBuffer wire = ByteBuffer.allocate(size);
    ProbePacket.write(wire, size, run, sequence, 3, 4);
    wire.flip();
    flip(wire, position % (size * Byte.SIZE));

    assertFalse(ProbePacket.isIntact(wire));
  }

  @Property
  void takesWhatIsTooShortForNoProbe(
      @ForAll @IntRange(max = ProbePacket.HEADER_BYTES - 1) int length) {
    ByteBuffer cut = written(100).limit(length);

    assertFalse(ProbePacket.isProbe(cut));
    assertFalse(ProbePacket.isIntact(cut));
  }

  @Property
  void takesAnotherMagicOrVersionForNoProbe(@ForAll @IntRange(max = 5 * Byte.SIZE - 1) int bit) {
    ByteBuffer wire = written(100);
    flip(wire, bit);

    assertFalse(ProbePacket.isProbe(wire));
    assertFalse(ProbePacket.isIntact(wire));
  }

  @Property
  void judgesAnyBytesWithoutFailing(@ForAll @Size(max = 200) byte[] bytes) {
    assertFalse(ProbePacket.isIntact(ByteBuffer.wrap(bytes)));
  }

  @Property
  void judgesAnyBytesBehindAValidMagicWithoutFailing(@ForAll @Size(max = 200) byte[] bytes) {
    ByteBuffer wire = ByteBuffer.allocate(5 + bytes.length);
    wire.put(written(ProbePacket.HEADER_BYTES).limit(5)).put(bytes).flip();

    assertEquals(bytes.length >= ProbePacket.HEADER_BYTES - 5, ProbePacket.isProbe(wire));
    assertFalse(ProbePacket.isIntact(wire));
  }

  @Example
  void givesNeighboursPayloadsThatDiffer() {
    ByteBuffer first = ByteBuffer.allocate(60);
    ByteBuffer second = ByteBuffer.allocate(60);
    ProbePacket.write(first, 60, 1, 2, 3, 4);
    ProbePacket.write(second, 60, 1, 3, 3, 4);

    assertFalse(first.flip().position(40).equals(second.flip().position(40)));
  }

  private static ByteBuffer written(int size) {
    ByteBuffer out = ByteBuffer.allocate(size);
    ProbePacket.write(out, size, 1, 2, 3, 4);
    return out.flip();
  }

  private static void flip(ByteBuffer wire, int bit) {
    int at = bit / Byte.SIZE;
    wire.put(at, (byte) (wire.get(at) ^ (1 << (bit % Byte.SIZE))));
  }
}

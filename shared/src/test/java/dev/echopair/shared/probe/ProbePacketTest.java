package dev.echopair.shared.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import net.jqwik.api.Assume;
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
    ProbePacket.write(wire, size, 1, run, sequence, intended, actual);
    assertEquals(3 + size, wire.position());
    wire.flip().position(3);

    assertEquals(run, ProbePacket.runId(wire));
    assertEquals(sequence, ProbePacket.sequence(wire));
    assertEquals(intended, ProbePacket.intendedNanos(wire));
    assertEquals(actual, ProbePacket.actualNanos(wire));
    assertTrue(isIntact(wire));
    assertEquals(size, wire.remaining(), "reading moves nothing");
  }

  @Property
  void detectsAnyFlippedBit(
      @ForAll long run,
      @ForAll long sequence,
      @ForAll @IntRange(min = ProbePacket.HEADER_BYTES, max = 2000) int size,
      @ForAll @IntRange(max = Integer.MAX_VALUE) int position) {
    ByteBuffer wire = ByteBuffer.allocate(size);
    ProbePacket.write(wire, size, 1, run, sequence, 3, 4);
    wire.flip();
    flip(wire, position % (size * Byte.SIZE));

    assertFalse(isIntact(wire));
  }

  @Property
  void writesTogetherWhatIsTheSameOneByOne(
      @ForAll long run,
      @ForAll long sequence,
      @ForAll @IntRange(min = ProbePacket.HEADER_BYTES, max = 100) int size,
      @ForAll @IntRange(max = 20) int count) {
    ByteBuffer together = ByteBuffer.allocate(count * size + 7).position(3);
    ProbePacket.write(together, size, count, run, sequence, 3, 4);
    ByteBuffer one = ByteBuffer.allocate(count * size + 7).position(3);
    for (int i = 0; i < count; i++) {
      ProbePacket.write(one, size, 1, run, sequence + i, 3, 4);
    }

    assertEquals(one.flip(), together.flip());
    assertEquals(3 + count * size, together.limit());
  }

  @Property
  void countsThoseThatWereWrittenTogetherUpToTheFirstThatWasChanged(
      @ForAll long run,
      @ForAll long sequence,
      @ForAll @IntRange(min = ProbePacket.HEADER_BYTES, max = 100) int size,
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(max = Integer.MAX_VALUE) int position) {
    ByteBuffer wire = ByteBuffer.allocate(3 + count * size).position(3);
    ProbePacket.write(wire, size, count, run, sequence, 3, 4);
    wire.flip().position(3);
    assertEquals(count, ProbePacket.countTogether(wire, size, count));
    assertEquals(count - 1, ProbePacket.countTogether(wire, size, count - 1));

    int bit = position % (count * size * Byte.SIZE);
    flip(wire, 3 * Byte.SIZE + bit);
    assertEquals(bit / (size * Byte.SIZE), ProbePacket.countTogether(wire, size, count));
    assertEquals(3, wire.position(), "counting moves nothing");
  }

  @Example
  void readsAndWritesNothingBeyondTheBuffersLimit() {
    ByteBuffer wire = ByteBuffer.allocate(200).limit(99);

    assertThrows(IndexOutOfBoundsException.class, () -> ProbePacket.write(wire, 50, 2, 1, 2, 3, 4));
    assertEquals(ByteBuffer.allocate(99), wire);
    ProbePacket.write(wire.clear(), 50, 2, 1, 2, 3, 4);
    ByteBuffer cut = wire.flip().limit(99);
    assertThrows(IndexOutOfBoundsException.class, () -> ProbePacket.countTogether(cut, 50, 2));
  }

  @Property
  void countsAProbeAloneThatWasNotWrittenTogetherWithTheFirst(
      @ForAll long run, @ForAll long sequence, @ForAll long other) {
    Assume.that(other != 0);
    assertEquals(1, together(run + other, sequence + 1, 3, 4, run, sequence));
    assertEquals(1, together(run, sequence + 1 + other, 3, 4, run, sequence));
    assertEquals(1, together(run, sequence + 1, 3 + other, 4, run, sequence));
    assertEquals(1, together(run, sequence + 1, 3, 4 + other, run, sequence));
    assertEquals(2, together(run, sequence + 1, 3, 4, run, sequence));
  }

  /** Counts two probes that were written together: the first has the last two numbers. */
  private static int together(
      long run, long sequence, long intended, long actual, long firstRun, long first) {
    ByteBuffer wire = ByteBuffer.allocate(100);
    ProbePacket.write(wire, 50, 1, firstRun, first, 3, 4);
    ProbePacket.write(wire, 50, 1, run, sequence, intended, actual);
    return ProbePacket.countTogether(wire.flip(), 50, 2);
  }

  @Property
  void findsNoProbeInTooFewBytes(@ForAll @IntRange(max = ProbePacket.HEADER_BYTES - 1) int length) {
    ByteBuffer cut = written(100).limit(length);

    assertFalse(isIntact(cut));
  }

  @Property
  void findsNoProbeWithAnotherMagicOrVersion(@ForAll @IntRange(max = 5 * Byte.SIZE - 1) int bit) {
    ByteBuffer wire = written(100);
    flip(wire, bit);

    assertFalse(isIntact(wire));
  }

  @Property
  void judgesAnyBytesWithoutFailing(@ForAll @Size(max = 200) byte[] bytes) {
    assertFalse(isIntact(ByteBuffer.wrap(bytes)));
  }

  @Property
  void judgesAnyBytesBehindAValidMagicWithoutFailing(@ForAll @Size(max = 200) byte[] bytes) {
    ByteBuffer wire = ByteBuffer.allocate(5 + bytes.length);
    wire.put(written(ProbePacket.HEADER_BYTES).limit(5)).put(bytes).flip();

    assertFalse(isIntact(wire));
  }

  @Example
  void givesNeighboursPayloadsThatDiffer() {
    ByteBuffer first = ByteBuffer.allocate(60);
    ByteBuffer second = ByteBuffer.allocate(60);
    ProbePacket.write(first, 60, 1, 1, 2, 3, 4);
    ProbePacket.write(second, 60, 1, 1, 3, 3, 4);

    assertFalse(first.flip().position(40).equals(second.flip().position(40)));
  }

  private static boolean isIntact(ByteBuffer wire) {
    return ProbePacket.countTogether(wire, wire.remaining(), 1) == 1;
  }

  private static ByteBuffer written(int size) {
    ByteBuffer out = ByteBuffer.allocate(size);
    ProbePacket.write(out, size, 1, 1, 2, 3, 4);
    return out.flip();
  }

  private static void flip(ByteBuffer wire, int bit) {
    int at = bit / Byte.SIZE;
    wire.put(at, (byte) (wire.get(at) ^ (1 << (bit % Byte.SIZE))));
  }
}

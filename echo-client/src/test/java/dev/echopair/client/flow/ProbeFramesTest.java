package dev.echopair.client.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.client.config.RunSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ProbeFramesTest {

  /** Smaller than most streams of this test. */
  private static final int STAGING_BYTES = 300;

  private final List<String> frames = new ArrayList<>();

  @Property
  void cutsTheSameFramesFromAnyPieces(
      @ForAll @IntRange(min = 40, max = 60) int least,
      @ForAll @IntRange(max = 40) int range,
      @ForAll @Size(max = 1_000) byte[] stream,
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 120) Integer> pieces,
      @ForAll @IntRange(min = 1, max = 5) int takenAtOnce) {
    frames.clear();
    RunSpec.SizeRange size = new RunSpec.SizeRange(least, least + range);
    ProbeFrames cutter = cutter(size, takenAtOnce);
    int at = 0;
    for (int piece : pieces) {
      int length = Math.min(piece, stream.length - at);
      cutter.add(Unpooled.copiedBuffer(stream, at, length), 0);
      at += length;
    }
    cutter.add(Unpooled.copiedBuffer(stream, at, stream.length - at), 0);

    List<String> expected = new ArrayList<>();
    int from = 0;
    for (int i = 0; from + size.ofProbe(i) <= stream.length; i++) {
      expected.add(ByteBufUtil.hexDump(stream, from, size.ofProbe(i)));
      from += size.ofProbe(i);
    }
    assertEquals(expected, frames);
  }

  @Example
  void releasesEachPiece() {
    ProbeFrames cutter = cutter(RunSpec.SizeRange.of(40));
    ByteBuf first = Unpooled.copiedBuffer(new byte[30]);
    ByteBuf second = Unpooled.copiedBuffer(new byte[90]);
    cutter.add(first, 0);
    cutter.add(second, 0);

    assertEquals(3, frames.size());
    assertEquals(0, first.refCnt());
    assertEquals(0, second.refCnt());
  }

  @Example
  void forgetsAPartWhenItRestartsAndKnowsTheSizeOfWhatComesNext() {
    RunSpec.SizeRange size = new RunSpec.SizeRange(40, 1_000);
    ProbeFrames cutter = cutter(size);
    cutter.add(Unpooled.copiedBuffer(new byte[size.ofProbe(0) + 39]), 0);
    cutter.restart(7);
    cutter.add(Unpooled.copiedBuffer(new byte[size.ofProbe(7) + size.ofProbe(8)]), 0);

    assertEquals(
        List.of(2 * size.ofProbe(0), 2 * size.ofProbe(7), 2 * size.ofProbe(8)),
        frames.stream().map(String::length).toList());
  }

  private ProbeFrames cutter(RunSpec.SizeRange size) {
    return cutter(size, 1);
  }

  private ProbeFrames cutter(RunSpec.SizeRange size, int takenAtOnce) {
    return new ProbeFrames(
        size,
        ByteBuffer.allocate(STAGING_BYTES),
        (read, bytes, count, readNanos) -> {
          int taken = Math.min(count, takenAtOnce);
          for (int i = 0; i < taken; i++) {
            byte[] frame = new byte[bytes];
            read.get(frame);
            frames.add(ByteBufUtil.hexDump(frame));
          }
          return taken;
        });
  }
}

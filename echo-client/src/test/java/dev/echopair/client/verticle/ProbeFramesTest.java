package dev.echopair.client.verticle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ProbeFramesTest {

  private final List<String> frames = new ArrayList<>();

  @Property
  void cutsTheSameFramesFromAnyPieces(
      @ForAll @IntRange(min = 1, max = 50) int size,
      @ForAll @Size(max = 400) byte[] stream,
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 120) Integer> pieces) {
    frames.clear();
    ProbeFrames cutter = cutter(size);
    int at = 0;
    for (int piece : pieces) {
      int length = Math.min(piece, stream.length - at);
      cutter.add(Unpooled.copiedBuffer(stream, at, length));
      at += length;
    }
    cutter.add(Unpooled.copiedBuffer(stream, at, stream.length - at));

    List<String> expected = new ArrayList<>();
    for (int i = 0; i + size <= stream.length; i += size) {
      expected.add(ByteBufUtil.hexDump(stream, i, size));
    }
    assertEquals(expected, frames);
  }

  @Example
  void releasesEachPiece() {
    ProbeFrames cutter = cutter(4);
    ByteBuf first = Unpooled.copiedBuffer(new byte[3]);
    ByteBuf second = Unpooled.copiedBuffer(new byte[9]);
    cutter.add(first);
    cutter.add(second);

    assertEquals(3, frames.size());
    assertEquals(0, first.refCnt());
    assertEquals(0, second.refCnt());
  }

  @Example
  void forgetsAPartOnReset() {
    ProbeFrames cutter = cutter(2);
    cutter.add(Unpooled.copiedBuffer(new byte[] {1, 2, 3}));
    cutter.reset();
    cutter.add(Unpooled.copiedBuffer(new byte[] {4, 5}));

    assertEquals(List.of("0102", "0405"), frames);
  }

  private ProbeFrames cutter(int size) {
    return new ProbeFrames(size, frame -> frames.add(ByteBufUtil.hexDump(frame)));
  }
}

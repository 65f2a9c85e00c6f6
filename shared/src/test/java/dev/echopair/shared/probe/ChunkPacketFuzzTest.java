package dev.echopair.shared.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Feeds any bytes to the reader of chunk packets, as the network may deliver them. */
final class ChunkPacketFuzzTest {

  @FuzzTest
  void anAcceptedHeaderEqualsTheHeaderWrittenAgain(byte[] input) {
    ByteBuf datagram = Unpooled.wrappedBuffer(input);
    if (ChunkPacket.hasHeader(datagram)) {
      ByteBuf again = Unpooled.buffer(ChunkPacket.HEADER_BYTES);
      ChunkPacket.writeHeader(
          again,
          ChunkPacket.runId(datagram),
          ChunkPacket.sequence(datagram),
          ChunkPacket.chunk(datagram),
          ChunkPacket.fileBytes(datagram));
      assertEquals(datagram.slice(0, ChunkPacket.HEADER_BYTES), again);
    }
  }
}

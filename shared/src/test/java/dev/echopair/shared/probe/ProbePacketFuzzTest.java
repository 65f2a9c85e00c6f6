package dev.echopair.shared.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Feeds any bytes to the reader of probe packets; the first byte is the size of a probe. */
final class ProbePacketFuzzTest {

  @FuzzTest
  void countedProbesEqualTheProbesWrittenAgain(byte[] input) {
    if (input.length < 1) {
      return;
    }
    int size = Byte.toUnsignedInt(input[0]);
    byte[] reply = Arrays.copyOfRange(input, 1, input.length);
    int most = size == 0 ? 0 : reply.length / size;
    ByteBuffer in = ByteBuffer.wrap(reply);
    if (most == 0) {
      return;
    }
    int count = ProbePacket.countTogether(in, size, most);
    assertTrue(count >= 0 && count <= most, () -> count + " of at most " + most);
    if (count > 0) {
      ByteBuffer again = ByteBuffer.allocate(size * count);
      ProbePacket.write(
          again,
          size,
          count,
          ProbePacket.runId(in),
          ProbePacket.sequence(in),
          ProbePacket.intendedNanos(in),
          ProbePacket.actualNanos(in));
      assertArrayEquals(Arrays.copyOf(reply, size * count), again.array());
    }
  }
}

package dev.echopair.client.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class StreamComparisonTest {

  /** Blocks of any size are sent and received. */
  @Property
  void findsEveryByteThatDiffers(
      @ForAll @Size(min = 1, max = 200) byte[] sent,
      @ForAll @Size(max = 6) Set<@IntRange(max = 199) Integer> flips,
      @ForAll @IntRange(min = 1, max = 70) int blockBytes,
      @ForAll @IntRange(min = 1, max = 70) int replyBytes,
      @ForAll @IntRange(max = 200) int cut) {
    int back = Math.min(cut, sent.length);
    byte[] reply = sent.clone();
    ByteRanges expected = new ByteRanges();
    for (int i = 0; i < back; i++) {
      if (flips.contains(i)) {
        reply[i] ^= 0x10;
        expected.add(i, 1);
      }
    }
    StreamComparison comparison = new StreamComparison(true);
    Sha256 digest = Sha256.begin();
    for (int at = 0; at < sent.length; at += blockBytes) {
      int length = Math.min(blockBytes, sent.length - at);
      digest.update(ByteBuffer.wrap(sent, at, length));
      comparison.sent(
          new StreamBlock(Unpooled.copiedBuffer(sent, at, length), length, digest.copy()));
    }
    int freed = 0;
    for (int at = 0; at < back; at += replyBytes) {
      freed +=
          comparison.compare(Unpooled.wrappedBuffer(reply, at, Math.min(replyBytes, back - at)));
    }

    assertEquals(sent.length, comparison.sentBytes());
    assertEquals(back, comparison.receivedBytes());
    assertEquals(back < sent.length, comparison.isWaiting());
    assertEquals(
        back == sent.length ? sent.length : back / blockBytes * blockBytes, freed, "freed");
    assertEquals(expected.kept(), comparison.corrupted().kept());
    assertEquals(
        expected.kept().stream().map(ByteRanges.Range::offset).findFirst(),
        comparison.firstDifference().map(Difference::offset));
    assertEquals(Optional.of(sha256(sent, sent.length)), comparison.sha256Sent());
    assertEquals(Optional.of(sha256(reply, back)), comparison.sha256Received());
    comparison.close();
  }

  @Property
  void countsUnaskedBytes(@ForAll @IntRange(max = 50) int sent) {
    StreamComparison comparison = new StreamComparison(false);
    if (sent > 0) {
      comparison.sent(new StreamBlock(Unpooled.wrappedBuffer(new byte[sent]), sent, null));
    }
    comparison.compare(Unpooled.wrappedBuffer(new byte[sent + 7]));

    assertEquals(7, comparison.unaskedBytes());
    assertEquals(sent, comparison.receivedBytes());
    assertFalse(comparison.isWaiting());
    assertEquals(List.of(), comparison.corrupted().kept());
    assertEquals(Optional.empty(), comparison.sha256Sent());
  }

  private static String sha256(byte[] bytes, int length) {
    Sha256 digest = Sha256.begin();
    digest.update(ByteBuffer.wrap(bytes, 0, length));
    return digest.hex();
  }
}

package dev.echopair.client.transfer;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Compares the bytes that come back on a stream with those that were sent, in order.
 *
 * <p>While both are equal, one digest serves both. At the first difference a second digest begins,
 * for the bytes that came back. For one thread.
 */
final class StreamComparison {

  private final Deque<StreamBlock> expected = new ArrayDeque<>();
  private final ByteRanges corrupted = new ByteRanges();

  private long sent;
  private long received;
  private long unasked;
  private Difference first;

  /** The digest of all bytes that were sent; {@code null} without digests. */
  private Sha256 sentDigest;

  /** The digest up to the end of the last block that was compared completely. */
  private Sha256 comparedDigest;

  /** The digest of the bytes that came back; {@code null} until the first difference. */
  private Sha256 receivedDigest;

  StreamComparison(boolean digested) {
    sentDigest = digested ? Sha256.begin() : null;
    comparedDigest = sentDigest;
  }

  /** Adds a block to the expected blocks, and takes the ownership of its data. */
  void sent(StreamBlock block) {
    expected.add(block);
    sent += block.data().readableBytes();
    sentDigest = block.digest();
  }

  /**
   * Compares the next bytes that came back with the expected bytes. Reads the reply as far as bytes
   * are expected, and counts the rest as {@link #unasked}.
   *
   * @return the cost of the blocks whose comparison is complete
   */
  int compare(ByteBuf reply) {
    int freed = 0;
    while (reply.isReadable() && !expected.isEmpty()) {
      StreamBlock block = expected.peek();
      int length = Math.min(reply.readableBytes(), block.data().readableBytes());
      compare(block, reply, length);
      received += length;
      reply.skipBytes(length);
      block.data().skipBytes(length);
      if (!block.data().isReadable()) {
        expected.remove().data().release();
        comparedDigest = block.digest();
        freed += block.cost();
      }
    }
    unasked += reply.readableBytes();
    return freed;
  }

  private void compare(StreamBlock block, ByteBuf reply, int length) {
    ByteBuffer wanted = block.data().nioBuffer(block.data().readerIndex(), length);
    ByteBuffer actual = reply.nioBuffer(reply.readerIndex(), length);
    int at = wanted.mismatch(actual);
    if (at >= 0) {
      if (first == null) {
        first = Difference.between(wanted, actual, at, received);
        receivedDigest = digestOfReceived().orElse(null);
      }
      collect(wanted, actual, at);
    }
    if (receivedDigest != null) {
      receivedDigest.update(actual);
    }
  }

  /** Collects the wrong ranges. Compares byte by byte: fast enough, as differences are rare. */
  private void collect(ByteBuffer wanted, ByteBuffer actual, int at) {
    int from = at;
    while (from >= 0) {
      int to = from;
      while (to < wanted.limit() && wanted.get(to) != actual.get(to)) {
        to++;
      }
      corrupted.add(received + from, to - from);
      int next = wanted.position(to).mismatch(actual.position(to));
      from = next < 0 ? -1 : to + next;
    }
    wanted.position(0);
    actual.position(0);
  }

  private Optional<Sha256> digestOfReceived() {
    if (receivedDigest != null) {
      return Optional.of(receivedDigest);
    }
    if (comparedDigest == null) {
      return Optional.empty();
    }
    Sha256 digest = comparedDigest.copy();
    StreamBlock begun = expected.peek();
    if (begun != null) {
      digest.update(begun.data().nioBuffer(0, begun.data().readerIndex()));
    }
    return Optional.of(digest);
  }

  /** Bytes that were sent. */
  long sentBytes() {
    return sent;
  }

  /** Bytes that came back, without those beyond the bytes that were sent. */
  long receivedBytes() {
    return received;
  }

  /** Bytes that came back beyond the bytes that were sent. */
  long unaskedBytes() {
    return unasked;
  }

  /** Whether some bytes that were sent have not come back. */
  boolean isWaiting() {
    return !expected.isEmpty();
  }

  /** The first difference. */
  Optional<Difference> firstDifference() {
    return Optional.ofNullable(first);
  }

  /** The ranges that came back wrong. */
  ByteRanges corrupted() {
    return corrupted;
  }

  /** The digest of all bytes that were sent; empty without digests. */
  Optional<String> sha256Sent() {
    return Optional.ofNullable(sentDigest).map(Sha256::hex);
  }

  /** The digest of the {@link #receivedBytes}; empty without digests. */
  Optional<String> sha256Received() {
    return digestOfReceived().map(Sha256::hex);
  }

  /** Releases the blocks that are still expected. */
  void close() {
    expected.forEach(block -> block.data().release());
    expected.clear();
  }
}

package dev.echopair.client.transfer;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Compares the bytes that come back on a stream with those that were sent, in order.
 *
 * <p>As long as both are equal, they are digested once: the digest of what came back is that of
 * what was sent. At the first difference the two part. A plain class for one thread.
 */
final class StreamComparison {

  private final Deque<StreamBlock> expected = new ArrayDeque<>();
  private final ByteRanges corrupted = new ByteRanges();

  private long sent;
  private long received;
  private long unasked;
  private Difference first;

  /** Up to the end of what was sent, and of the block before the first that is expected. */
  private Sha256 sentDigest;

  private Sha256 comparedDigest;

  /** Of what came back, once it differs. */
  private Sha256 receivedDigest;

  StreamComparison(boolean digested) {
    sentDigest = digested ? Sha256.begin() : null;
    comparedDigest = sentDigest;
  }

  /** Expects a block, which it owns from now on. */
  void sent(StreamBlock block) {
    expected.add(block);
    sent += block.data().readableBytes();
    sentDigest = block.digest();
  }

  /**
   * Compares what came back next; reads it up to the end of what was sent, and counts the rest as
   * {@link #unasked}.
   *
   * @return what the blocks cost that are compared to their end
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

  /** Where something is wrong, byte by byte is good enough to tell how much. */
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

  /** Bytes that came back of those that were sent. */
  long receivedBytes() {
    return received;
  }

  /** Bytes that came back beyond all that had been sent. */
  long unaskedBytes() {
    return unasked;
  }

  /** Whether something that was sent has not come back. */
  boolean isWaiting() {
    return !expected.isEmpty();
  }

  /** Where what came back first differed. */
  Optional<Difference> firstDifference() {
    return Optional.ofNullable(first);
  }

  /** What came back wrong. */
  ByteRanges corrupted() {
    return corrupted;
  }

  /** The digest of all that was sent, if there was to be one. */
  Optional<String> sha256Sent() {
    return Optional.ofNullable(sentDigest).map(Sha256::hex);
  }

  /** The digest of all that came back of what was sent, if there was to be one. */
  Optional<String> sha256Received() {
    return digestOfReceived().map(Sha256::hex);
  }

  /** Lets go of what is still expected. */
  void close() {
    expected.forEach(block -> block.data().release());
    expected.clear();
  }
}

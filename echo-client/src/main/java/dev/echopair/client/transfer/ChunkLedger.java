package dev.echopair.client.transfer;

import dev.echopair.shared.probe.ChunkPacket;
import dev.echopair.shared.probe.SequenceTracker;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The state of each chunk of a file, and of each datagram that carried a chunk.
 *
 * <p>The ledger keeps the payload of a datagram until the reply comes, or until a later datagram
 * needs its slot. It compares the reply with the payload byte by byte. Memory: two bits per chunk,
 * and the last payloads that were sent: {@value #KEPT_BYTES} bytes or two windows. For one thread.
 */
final class ChunkLedger {

  /** Bytes of payloads that are kept for comparison; two windows are kept when they are larger. */
  private static final int KEPT_BYTES = 8 * 1024 * 1024;

  private static final int MAX_DIFFERENCES = 64;

  private final ChunkPlan plan;
  private final long runId;
  private final SequenceTracker tracker;

  /**
   * The payload of each datagram by its slot, {@code null} once it is answered. {@link #chunkOf}
   * has the number of its chunk.
   */
  private final ByteBuf[] payloads;

  private final int[] chunkOf;
  private final BitSet right = new BitSet();
  private final BitSet wrong = new BitSet();
  private final TreeMap<Integer, Difference> differences = new TreeMap<>();

  private long newestAnswered = -1;
  private int rightChunks;
  private long rightBytes;
  private long sentOnceBytes;
  private long retried;
  private long received;
  private long lost;
  private long late;
  private long corrupted;
  private long duplicated;
  private long reordered;
  private long unknown;

  /**
   * Makes a ledger.
   *
   * @param window how many datagrams may be in flight
   * @param timeoutNanos the time after which a datagram is lost
   */
  ChunkLedger(ChunkPlan plan, long runId, int window, long timeoutNanos) {
    this.plan = plan;
    this.runId = runId;
    int span = Math.max(window, KEPT_BYTES / 2 / plan.datagramBytes());
    this.tracker = new SequenceTracker(span, timeoutNanos, sequence -> lost++);
    this.payloads = new ByteBuf[2 * span];
    this.chunkOf = new int[2 * span];
  }

  /**
   * Writes the next datagram and counts it as sent.
   *
   * @param out receives the datagram
   * @param payload the bytes of the chunk; the ledger owns it from now on
   * @param repeated whether the chunk has been sent before
   */
  void send(ByteBuf out, int chunk, ByteBuf payload, boolean repeated, long nowNanos) {
    if (tracker.isFull()) {
      tracker.giveUpOldest();
    }
    long sequence = tracker.nextSequence();
    tracker.sent(1, nowNanos);
    int slot = slot(sequence);
    ReferenceCountUtil.release(payloads[slot]);
    payloads[slot] = payload;
    chunkOf[slot] = chunk;
    ChunkPacket.writeHeader(out, runId, sequence, chunk, plan.fileBytes());
    out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    if (repeated) {
      retried++;
    } else {
      sentOnceBytes += plan.length(chunk);
    }
  }

  /** Classifies a received datagram and compares its payload; does not release it. */
  void received(ByteBuf datagram, long nowNanos) {
    if (!ChunkPacket.hasHeader(datagram)
        || ChunkPacket.runId(datagram) != runId
        || ChunkPacket.fileBytes(datagram) != plan.fileBytes()) {
      unknown++;
      return;
    }
    long sequence = ChunkPacket.sequence(datagram);
    // The tracker may know sequence numbers whose payloads are no longer kept.
    if (sequence >= 0 && sequence < tracker.nextSequence() - payloads.length) {
      late++;
      return;
    }
    switch (tracker.received(sequence, nowNanos)) {
      case RECEIVED -> received++;
      case LATE -> late++;
      case DUPLICATED -> duplicated++;
      case UNKNOWN -> {
        unknown++;
        return;
      }
    }
    if (tracker.reorderingExtent() > 0) {
      reordered++;
    }
    newestAnswered = Math.max(newestAnswered, sequence);
    compare(datagram, sequence);
  }

  private void compare(ByteBuf datagram, long sequence) {
    int slot = slot(sequence);
    ByteBuf payload = payloads[slot];
    if (payload == null) {
      return;
    }
    payloads[slot] = null;
    int chunk = chunkOf[slot];
    ByteBuffer expected = payload.nioBuffer();
    ByteBuffer actual =
        datagram.nioBuffer(
            datagram.readerIndex() + ChunkPacket.HEADER_BYTES,
            datagram.readableBytes() - ChunkPacket.HEADER_BYTES);
    int at = expected.mismatch(actual);
    if (at < 0) {
      settle(chunk);
    } else {
      corrupted++;
      differs(chunk, Difference.between(expected, actual, at, plan.offset(chunk)));
    }
    payload.release();
  }

  private void settle(int chunk) {
    if (!right.get(chunk)) {
      right.set(chunk);
      rightChunks++;
      rightBytes += plan.length(chunk);
      wrong.clear(chunk);
      differences.remove(chunk);
    }
  }

  private void differs(int chunk, Difference difference) {
    if (right.get(chunk)) {
      return;
    }
    wrong.set(chunk);
    differences.put(chunk, difference);
    if (differences.size() > MAX_DIFFERENCES) {
      differences.pollLastEntry();
    }
  }

  /** Counts the datagrams whose timeout is over as lost. */
  void expire(long nowNanos) {
    tracker.expire(nowNanos);
  }

  /** Number of datagrams that are neither answered nor lost. */
  int inFlight() {
    return tracker.inFlight();
  }

  /** Number of datagrams that were answered, in time or late. */
  long answered() {
    return received + late;
  }

  /** Number of datagrams that were sent. */
  long sent() {
    return tracker.nextSequence();
  }

  /** The highest sequence number that was answered; -1 before the first reply. */
  long newestAnswered() {
    return newestAnswered;
  }

  /** Bytes of the file that were sent, each counted once. */
  long sentOnceBytes() {
    return sentOnceBytes;
  }

  /** Bytes of the file that came back right. */
  long rightBytes() {
    return rightBytes;
  }

  /** Whether every chunk came back right. */
  boolean isComplete() {
    return rightChunks == plan.chunks();
  }

  /** A copy of the set of chunks that came back right; another thread may read it. */
  BitSet rightChunks() {
    return (BitSet) right.clone();
  }

  /** The parts of the file that never came back. */
  ByteRanges missing() {
    ByteRanges missing = new ByteRanges();
    int chunk = nextMissing(0);
    while (chunk < plan.chunks()) {
      missing.add(plan.offset(chunk), plan.length(chunk));
      chunk = nextMissing(chunk + 1);
    }
    return missing;
  }

  private int nextMissing(int from) {
    int chunk = right.nextClearBit(from);
    while (wrong.get(chunk)) {
      chunk = right.nextClearBit(chunk + 1);
    }
    return chunk;
  }

  /** The chunks that came back, but never right. */
  ByteRanges corrupted() {
    ByteRanges corrupted = new ByteRanges();
    for (int chunk = wrong.nextSetBit(0); chunk >= 0; chunk = wrong.nextSetBit(chunk + 1)) {
      corrupted.add(plan.offset(chunk), plan.length(chunk));
    }
    return corrupted;
  }

  /** The first difference that no retransmission has corrected. */
  Optional<Difference> firstDifference() {
    return Optional.ofNullable(differences.firstEntry()).map(entry -> entry.getValue());
  }

  /** The counts of the datagrams. */
  ChunkCounts counts(int rounds) {
    return new ChunkCounts(
        plan.chunks(),
        plan.datagramBytes(),
        sent(),
        retried,
        received,
        lost,
        late,
        corrupted,
        duplicated,
        reordered,
        unknown,
        rounds);
  }

  /** Releases the payloads that are kept. */
  void close() {
    for (int i = 0; i < payloads.length; i++) {
      ReferenceCountUtil.release(payloads[i]);
      payloads[i] = null;
    }
  }

  private int slot(long sequence) {
    return (int) (sequence % payloads.length);
  }
}

package dev.echopair.client.flow;

import dev.echopair.client.config.RunSpec;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Cuts a stream into probes: an echo returns what was sent in the order in which it was sent, so
 * the sizes are known. Takes what comes in any pieces; holds less than one probe. A plain class for
 * one thread.
 */
final class ProbeFrames {

  private final RunSpec.SizeRange size;
  private final ByteBuffer staging;
  private final Sink frames;
  private final ByteBuffer partial;

  private long next;
  private int expected;

  /** Takes what is cut out. */
  interface Sink {

    /**
     * Takes one or more frames, which lie one behind the other.
     *
     * @param frames from its position on; may be left with any position, but with its limit
     * @param bytes of each frame
     * @param count of the frames
     * @param readNanos when they were read
     * @return how many were taken, at least 1; those behind are offered again
     */
    int take(ByteBuffer frames, int bytes, int count, long readNanos);
  }

  /**
   * Makes the frames of a stream.
   *
   * @param staging where the stream is cut: probes are judged in arrays; may be shared by all that
   *     live on the same thread
   */
  ProbeFrames(RunSpec.SizeRange size, ByteBuffer staging, Sink frames) {
    this.size = size;
    this.staging = staging;
    this.frames = frames;
    this.partial = ByteBuffer.allocate(size.max());
    restart(0);
  }

  /**
   * Takes and releases a piece of the stream; passes on the probes that it completes.
   *
   * @param readNanos when the piece was read
   */
  void add(ByteBuf data, long readNanos) {
    try {
      while (data.isReadable()) {
        staging.clear().limit(Math.min(staging.capacity(), data.readableBytes()));
        data.readBytes(staging);
        cut(staging.flip(), readNanos);
      }
    } finally {
      data.release();
    }
  }

  private void cut(ByteBuffer data, long readNanos) {
    int limit = data.limit();
    int at = data.position();
    if (partial.position() > 0) {
      at = complete(data, readNanos);
    }
    while (limit - at >= expected) {
      int count = size.isFixed() ? (limit - at) / expected : 1;
      // In place: a slice would be an object per probe.
      int taken = frames.take(data.position(at), expected, count, readNanos);
      at += taken * expected;
      advance(taken);
    }
    partial.put(data.position(at));
  }

  /** Returns where the rest of the data begins. */
  private int complete(ByteBuffer data, long readNanos) {
    int limit = data.limit();
    data.limit(Math.min(limit, data.position() + expected - partial.position()));
    partial.put(data);
    data.limit(limit);
    if (partial.position() == expected) {
      frames.take(partial.flip(), expected, 1, readNanos);
      partial.clear();
      advance(1);
    }
    return data.position();
  }

  /** Begins anew, on another connection; the number of the first probe on it is known. */
  void restart(long sequence) {
    partial.clear();
    next = sequence;
    expected = size.ofProbe(sequence);
  }

  private void advance(int probes) {
    next += probes;
    expected = size.ofProbe(next);
  }
}

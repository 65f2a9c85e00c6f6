package dev.echopair.client.flow;

import dev.echopair.client.config.RunSpec;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Cuts a stream of replies into probes. An echo returns the probes in the order in which they were
 * sent, and therefore the sizes are known. The stream may arrive in pieces of any size; at most a
 * part of one probe is buffered. A plain class for one thread.
 */
final class ProbeFrames {

  private final RunSpec.SizeRange size;
  private final ByteBuffer staging;
  private final Sink frames;
  private final ByteBuffer partial;

  private long next;
  private int expected;

  /** Receives the frames. */
  interface Sink {

    /**
     * Takes one or more consecutive frames.
     *
     * @param frames the frames, from the buffer's position on; the method may change the position,
     *     but not the limit
     * @param bytes size of each frame
     * @param count number of frames
     * @param readNanos time at which the frames were read
     * @return number of frames that were taken, at least 1; the rest are offered again
     */
    int take(ByteBuffer frames, int bytes, int count, long readNanos);
  }

  /**
   * Makes the frames of a stream.
   *
   * @param staging buffer that the stream is copied to, as probes are judged in arrays; objects of
   *     the same thread may share it
   * @param frames receives the frames
   */
  ProbeFrames(RunSpec.SizeRange size, ByteBuffer staging, Sink frames) {
    this.size = size;
    this.staging = staging;
    this.frames = frames;
    this.partial = ByteBuffer.allocate(size.max());
    restart(0);
  }

  /**
   * Adds a piece of the stream, passes on the probes that it completes, and releases it.
   *
   * @param readNanos time at which the piece was read
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
      // The frames are judged in place: a slice would allocate an object per probe.
      int taken = frames.take(data.position(at), expected, count, readNanos);
      at += taken * expected;
      advance(taken);
    }
    partial.put(data.position(at));
  }

  /** Completes the buffered probe; returns the position of the rest of the data. */
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

  /** Starts with a new connection, whose first probe has this sequence number. */
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

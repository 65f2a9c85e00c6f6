package dev.echopair.client.verticle;

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
  private final Sink frames;
  private final ByteBuffer partial;

  private long next;
  private int expected;

  /** Takes a probe's worth of bytes, the remaining ones, and when they were read. */
  interface Sink {
    void take(ByteBuffer probe, long readNanos);
  }

  ProbeFrames(RunSpec.SizeRange size, Sink frames) {
    this.size = size;
    this.frames = frames;
    this.partial = ByteBuffer.allocateDirect(size.max());
    restart(0);
  }

  /**
   * Takes and releases a piece of the stream; passes on the probes that it completes.
   *
   * @param readNanos when the piece was read
   */
  void add(ByteBuf data, long readNanos) {
    try {
      cut(bytesOf(data), readNanos);
    } finally {
      data.release();
    }
  }

  /** No object, where it is one piece of memory, as what is read into one buffer always is. */
  private static ByteBuffer bytesOf(ByteBuf data) {
    return data.nioBufferCount() == 1
        ? data.internalNioBuffer(data.readerIndex(), data.readableBytes())
        : data.nioBuffer();
  }

  private void cut(ByteBuffer data, long readNanos) {
    int limit = data.limit();
    int at = data.position();
    if (partial.position() > 0) {
      at = complete(data, readNanos);
    }
    while (limit - at >= expected) {
      int end = at + expected;
      // In place: a slice would be an object per probe.
      data.limit(end).position(at);
      frames.take(data, readNanos);
      at = end;
      advance();
    }
    partial.put(data.limit(limit).position(at));
  }

  /** Returns where the rest of the data begins. */
  private int complete(ByteBuffer data, long readNanos) {
    int limit = data.limit();
    data.limit(Math.min(limit, data.position() + expected - partial.position()));
    partial.put(data);
    data.limit(limit);
    if (partial.position() == expected) {
      frames.take(partial.flip(), readNanos);
      partial.clear();
      advance();
    }
    return data.position();
  }

  /** Begins anew, on another connection; the number of the first probe on it is known. */
  void restart(long sequence) {
    partial.clear();
    next = sequence;
    expected = size.ofProbe(sequence);
  }

  private void advance() {
    next++;
    expected = size.ofProbe(next);
  }
}

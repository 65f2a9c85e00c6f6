package dev.echopair.client.verticle;

import dev.echopair.client.config.RunSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Cuts a stream into probes: an echo returns what was sent in the order in which it was sent, so
 * the sizes are known. Takes what comes in any pieces; holds less than one probe. A plain class for
 * one thread.
 */
final class ProbeFrames {

  private final RunSpec.SizeRange size;
  private final Sink frames;
  private final ByteBuf partial;

  private long next;
  private int expected;

  /** Takes a probe's worth of bytes, which it does not release, and when they were read. */
  interface Sink {
    void take(ByteBuf probe, long readNanos);
  }

  ProbeFrames(RunSpec.SizeRange size, Sink frames) {
    this.size = size;
    this.frames = frames;
    this.partial = Unpooled.buffer(size.max(), size.max());
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
        if (!partial.isReadable() && data.readableBytes() >= expected) {
          int end = data.readerIndex() + expected;
          int writer = data.writerIndex();
          // In place: a slice would be an object per probe.
          data.writerIndex(end);
          frames.take(data, readNanos);
          data.setIndex(end, writer);
          advance();
        } else {
          partial.writeBytes(
              data, Math.min(data.readableBytes(), expected - partial.readableBytes()));
          if (partial.readableBytes() == expected) {
            frames.take(partial, readNanos);
            partial.clear();
            advance();
          }
        }
      }
    } finally {
      data.release();
    }
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

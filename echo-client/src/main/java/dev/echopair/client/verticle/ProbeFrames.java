package dev.echopair.client.verticle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Handler;

/**
 * Cuts a stream into probes of one size: an echo returns what was sent, so the sizes are known.
 * Takes what comes in any pieces; holds less than one probe. A plain class for one thread.
 */
final class ProbeFrames {

  private final int size;
  private final Handler<ByteBuf> frames;
  private final ByteBuf partial;

  ProbeFrames(int size, Handler<ByteBuf> frames) {
    this.size = size;
    this.frames = frames;
    this.partial = Unpooled.buffer(size, size);
  }

  /** Takes and releases a piece of the stream; passes on the probes that it completes. */
  void add(ByteBuf data) {
    try {
      while (data.isReadable()) {
        if (partial.readableBytes() == 0 && data.readableBytes() >= size) {
          frames.handle(data.readSlice(size));
        } else {
          partial.writeBytes(data, Math.min(data.readableBytes(), partial.writableBytes()));
          if (!partial.isWritable()) {
            frames.handle(partial);
            partial.clear();
          }
        }
      }
    } finally {
      data.release();
    }
  }

  /** Forgets a probe of which only a part came. */
  void reset() {
    partial.clear();
  }
}

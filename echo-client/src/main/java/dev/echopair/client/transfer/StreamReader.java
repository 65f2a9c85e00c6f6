package dev.echopair.client.transfer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.Semaphore;

/**
 * Reads ahead of a stream's comparison, by no more than a window, on a thread of its own: what
 * blocks in a read, of a terminal say, cannot be told to give up.
 */
final class StreamReader {

  /** Takes what is read; called on the reader's thread. */
  interface Consumer {
    /** Takes the next block, and the ownership of its data. */
    void block(StreamBlock block);

    /** Takes note that there is no more; {@code failure} says why, {@code null} at the end. */
    void ended(String failure);
  }

  static final int MAX_BLOCK_BYTES = 64 * 1024;

  private static final int BLOCKS_PER_WINDOW = 4;

  /** A block has costs beside its bytes: many small ones must not fill the memory. */
  private static final int SMALLEST_COST_OF_BLOCK = 16;

  private final ReadableByteChannel input;
  private final ByteBufAllocator allocator;
  private final Consumer consumer;
  private final Sha256 digest;
  private final int windowBytes;
  private final int blockBytes;
  private final Semaphore window;

  private volatile boolean stopped;

  /**
   * Prepares to read.
   *
   * @param windowBytes how far the reader may be ahead
   * @param digested whether the blocks carry a digest
   */
  StreamReader(
      ReadableByteChannel input,
      ByteBufAllocator allocator,
      int windowBytes,
      boolean digested,
      Consumer consumer) {
    this.input = input;
    this.allocator = allocator;
    this.consumer = consumer;
    this.digest = digested ? Sha256.begin() : null;
    this.windowBytes = windowBytes;
    this.blockBytes = Math.max(1, Math.min(MAX_BLOCK_BYTES, windowBytes / BLOCKS_PER_WINDOW));
    this.window = new Semaphore(windowBytes);
  }

  /** Begins to read. */
  void start() {
    Thread thread = new Thread(this::read, "transfer-input");
    thread.setDaemon(true);
    thread.start();
  }

  /** Makes room again for what a block cost; from any thread. */
  void release(int cost) {
    window.release(cost);
  }

  /** Reads no more; from any thread. */
  void stop() {
    stopped = true;
    // Whoever waits for room must not wait for one that has ended.
    window.release(windowBytes);
  }

  private void read() {
    try {
      StreamBlock block = next();
      while (block != null) {
        window.acquire(block.cost());
        consumer.block(block);
        block = stopped ? null : next();
      }
      consumer.ended(null);
    } catch (IOException e) {
      consumer.ended("cannot read the input: " + e.getMessage());
    } catch (InterruptedException e) {
      consumer.ended("interrupted");
    } catch (RuntimeException | OutOfMemoryError e) {
      // Nobody else hears of it, and everybody would wait for more.
      consumer.ended("cannot read the input: " + e);
    }
  }

  private StreamBlock next() throws IOException {
    ByteBuf data = allocator.directBuffer(blockBytes, blockBytes);
    int length = -1;
    try {
      length = input.read(data.internalNioBuffer(0, blockBytes));
    } finally {
      if (length <= 0) {
        data.release();
      }
    }
    if (length <= 0) {
      return null;
    }
    data.writerIndex(length);
    int cost = Math.max(length, blockBytes / SMALLEST_COST_OF_BLOCK);
    Sha256 digestToHere = digested(data.nioBuffer());
    return new StreamBlock(fitting(data), cost, digestToHere);
  }

  /** A short read, from a pipe say, must not hold a whole block's memory. */
  private ByteBuf fitting(ByteBuf data) {
    if (data.readableBytes() > blockBytes / 2) {
      return data;
    }
    try {
      return allocator.directBuffer(data.readableBytes()).writeBytes(data, 0, data.readableBytes());
    } finally {
      data.release();
    }
  }

  private Sha256 digested(ByteBuffer bytes) {
    if (digest == null) {
      return null;
    }
    digest.update(bytes);
    return digest.copy();
  }
}

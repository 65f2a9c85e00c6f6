package dev.echopair.client.transfer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.Semaphore;

/**
 * Reads the input of a transfer, at most one window ahead of the comparison. Uses its own thread,
 * because a blocked read, for example from a terminal, cannot be cancelled.
 */
final class StreamReader {

  /** Receives the blocks that are read; called on the reader's thread. */
  interface Consumer {
    /** Receives the next block and the ownership of its data. */
    void block(StreamBlock block);

    /** Called after the last block; {@code failure} is {@code null} at the end of the input. */
    void ended(String failure);
  }

  static final int MAX_BLOCK_BYTES = 64 * 1024;

  private static final int BLOCKS_PER_WINDOW = 4;

  /**
   * A block costs at least this part of a full block. It needs memory beside its bytes, and many
   * small blocks must not fill the memory.
   */
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
   * Makes a reader; {@link #start} starts it.
   *
   * @param windowBytes how many bytes the reader may be ahead
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

  /** Starts the thread that reads. */
  void start() {
    Thread thread = new Thread(this::read, "transfer-input");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns the cost of a block to the window. Callable from any thread. */
  void release(int cost) {
    window.release(cost);
  }

  /** Stops reading. Callable from any thread. */
  void stop() {
    stopped = true;
    // The thread may wait for room in the window: let it end.
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
      // Without this call the transfer would wait for more blocks until the user interrupts it.
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

  /** Copies a short read, for example from a pipe, to a buffer of its size to save memory. */
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

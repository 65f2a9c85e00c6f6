package dev.echopair.client.transfer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.BitSet;

/**
 * Reads the chunks of a file that have to be sent, several adjacent chunks at once. Reads block:
 * call it off the event loop, one call at a time.
 */
final class ChunkReader {

  private static final int READ_BYTES = 256 * 1024;

  private final FileChannel file;
  private final ChunkPlan plan;
  private final ByteBufAllocator allocator;
  private final Sha256 digest = Sha256.begin();

  private BitSet skipped = new BitSet();
  private int next;
  private int digested;

  /**
   * Chunks that were read together.
   *
   * @param first the number of the first chunk
   * @param count the number of chunks
   * @param data the bytes of all chunks; the holder of the run must release it
   */
  record Run(int first, int count, ByteBuf data) {}

  ChunkReader(FileChannel file, ChunkPlan plan, ByteBufAllocator allocator) {
    this.file = file;
    this.plan = plan;
    this.allocator = allocator;
  }

  /** Starts again at the beginning of the file; leaves out some chunks. */
  void restart(BitSet without) {
    skipped = without;
    next = 0;
  }

  /**
   * Reads the next chunks.
   *
   * @return {@code null} at the end of the file
   * @throws IOException when the file cannot be read, or has become shorter
   */
  Run read() throws IOException {
    int first = skipped.nextClearBit(next);
    if (first >= plan.chunks()) {
      return null;
    }
    int most = Math.max(1, READ_BYTES / plan.payloadBytes());
    int skippedAgain = skipped.nextSetBit(first);
    int end = (int) Math.min(plan.chunks(), (long) first + most);
    end = skippedAgain < 0 ? end : Math.min(end, skippedAgain);
    long offset = plan.offset(first);
    int length = (int) (plan.offset(end - 1) + plan.length(end - 1) - offset);
    ByteBuf data = allocator.directBuffer(Math.max(1, length));
    try {
      readFully(data, offset, length);
    } catch (IOException e) {
      data.release();
      throw e;
    }
    if (first == digested) {
      digest.update(data.nioBuffer());
      digested = end;
    }
    next = end;
    return new Run(first, end - first, data);
  }

  private void readFully(ByteBuf data, long offset, int length) throws IOException {
    ByteBuffer bytes = data.internalNioBuffer(0, length);
    long at = offset;
    while (bytes.hasRemaining()) {
      int read = file.read(bytes, at);
      if (read < 0) {
        throw new EOFException("the file has become shorter: it ends at byte " + at);
      }
      at += read;
    }
    data.writerIndex(length);
  }

  /** The digest in hexadecimal of the file, up to the last chunk that the first pass has read. */
  String sha256() {
    return digest.hex();
  }
}

package dev.echopair.client.verticle;

import dev.echopair.shared.net.DatagramEndpoint;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.net.SocketAddress;

/**
 * A UDP socket of a run: what is sent together goes out in few system calls, and probes of one size
 * in one pass through the kernel, where it can do that.
 */
final class UdpFlow implements Flow {

  /**
   * Bytes of a probe up to which several are sent as one: with the headers of IPv6 and UDP they fit
   * into the least packet that every link takes (1,280 bytes, RFC 8200, section 5).
   */
  private static final int LONGEST_SEGMENT = 1_280 - 40 - 8;

  /** As many as every kernel takes at once. */
  private static final int MOST_SEGMENTS = 64;

  /** Whether the path of this socket is known to take several as one. */
  private enum Segmentation {
    UNKNOWN,
    TAKEN,
    REFUSED
  }

  private final DatagramEndpoint socket;

  private Segmentation segmentation;

  /** Probes of one size that wait for the flush; {@code null} when none do. */
  private ByteBuf batch;

  private int segment;

  /** Whether the probe that was begun is in no batch. */
  private boolean alone;

  UdpFlow(DatagramEndpoint socket) {
    this.socket = socket;
    this.segmentation = socket.canSegment() ? Segmentation.UNKNOWN : Segmentation.REFUSED;
  }

  @Override
  public ByteBuf begin(int bytes) {
    if (batch != null && (bytes != segment || !batch.isWritable(bytes))) {
      writeBatch();
    }
    alone = segmentation == Segmentation.REFUSED || bytes > LONGEST_SEGMENT;
    if (alone) {
      return socket.allocator().directBuffer(bytes, bytes);
    }
    if (batch == null) {
      segment = bytes;
      batch = socket.allocator().directBuffer(bytes * MOST_SEGMENTS, bytes * MOST_SEGMENTS);
    }
    return batch;
  }

  @Override
  public void end(ByteBuf begun) {
    if (alone) {
      socket.write(begun);
    }
  }

  private void writeBatch() {
    ByteBuf probes = batch;
    batch = null;
    if (probes.readableBytes() == segment) {
      socket.write(probes);
    } else if (segmentation == Segmentation.TAKEN) {
      socket.writeSegments(probes, segment, null);
    } else if (segmentation == Segmentation.REFUSED) {
      writeOneByOne(probes, segment);
    } else {
      tryAsOne(probes, segment);
    }
  }

  /**
   * A device without checksum offload refuses: then each probe is sent by itself, now and later.
   */
  private void tryAsOne(ByteBuf probes, int size) {
    ByteBuf again = probes.retainedDuplicate();
    socket.writeSegments(
        probes,
        size,
        (taken, failure) -> {
          if (failure == null) {
            segmentation = Segmentation.TAKEN;
            again.release();
          } else {
            segmentation = Segmentation.REFUSED;
            writeOneByOne(again, size);
            socket.flush();
          }
        });
  }

  private void writeOneByOne(ByteBuf probes, int size) {
    while (probes.isReadable()) {
      socket.write(probes.readRetainedSlice(size));
    }
    probes.release();
  }

  @Override
  public boolean isWritable() {
    return socket.isWritable();
  }

  @Override
  public void flush() {
    if (batch != null) {
      writeBatch();
    }
    socket.flush();
  }

  @Override
  public SocketAddress local() {
    return socket.localAddress();
  }

  @Override
  public Future<Void> close() {
    if (batch != null) {
      batch.release();
      batch = null;
    }
    return socket.close();
  }
}

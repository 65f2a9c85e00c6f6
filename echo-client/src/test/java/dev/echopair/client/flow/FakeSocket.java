package dev.echopair.client.flow;

import dev.echopair.client.measure.FlowSession;
import dev.echopair.shared.probe.ProbePacket;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A socket that records the sent probes, which a test can read and answer. */
final class FakeSocket implements FlowSocket {

  static final SocketAddress LOCAL = InetSocketAddress.createUnresolved("local", 1);

  private final int roomPerBegin;
  private final List<ByteBuffer> unflushed = new ArrayList<>();
  private final List<ByteBuffer> unanswered = new ArrayList<>();
  private final List<Probe> sent = new ArrayList<>();

  /** Number of probes that the socket accepts until the next flush. */
  int roomUntilFlush = Integer.MAX_VALUE;

  boolean writable = true;
  boolean closed;
  int flushes;
  Runnable onFlush = () -> {};

  /** The numbers in the header of a probe. */
  record Probe(long sequence, long intendedNanos, long actualNanos) {}

  FakeSocket() {
    this(1);
  }

  /** Makes a socket that accepts this number of probes in one write. */
  FakeSocket(int together) {
    this.roomPerBegin = together;
  }

  @Override
  public ByteBuffer begin(int bytes) {
    return ByteBuffer.allocate(bytes * roomPerBegin);
  }

  @Override
  public boolean isWritable() {
    return writable && unflushed.size() < roomUntilFlush;
  }

  @Override
  public void end(ByteBuffer begun) {
    begun.flip();
    int bytes = begun.capacity() / roomPerBegin;
    for (int at = 0; at < begun.limit(); at += bytes) {
      unflushed.add(begun.slice(at, bytes));
    }
  }

  @Override
  public void flush() {
    flushes++;
    onFlush.run();
    for (ByteBuffer probe : unflushed) {
      sent.add(
          new Probe(
              ProbePacket.sequence(probe),
              ProbePacket.intendedNanos(probe),
              ProbePacket.actualNanos(probe)));
      unanswered.add(probe);
    }
    unflushed.clear();
  }

  /** The probes sent so far. */
  List<Probe> sent() {
    return sent;
  }

  /** One of the unanswered probes. */
  ByteBuffer probe(int index) {
    return unanswered.get(index);
  }

  /** Answers the oldest unanswered probes. */
  void answer(FlowSession session, int probes, long nowNanos) {
    for (int i = 0; i < probes; i++) {
      session.received(unanswered.remove(0), nowNanos);
    }
    session.endRead();
  }

  /** The number of unanswered probes. */
  int unanswered() {
    return unanswered.size();
  }

  @Override
  public SocketAddress local() {
    return LOCAL;
  }

  @Override
  public Future<Void> close() {
    closed = true;
    return Future.succeededFuture();
  }
}

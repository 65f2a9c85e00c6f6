package dev.echopair.client.verticle;

import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.metrics.HistogramCodec;
import dev.echopair.shared.probe.ProbePacket;
import dev.echopair.shared.probe.SequenceTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;

/**
 * The measuring half of a probing verticle: makes the probes, judges the replies, keeps the counts.
 * Knows nothing of sockets or timers; a plain class for one thread, all times from one clock.
 */
final class ProbeSession {

  /** What may be in flight at once, whatever interval and timeout ask for. */
  private static final long MAX_OUTSTANDING = 1 << 16;

  private final long runId;
  private final int size;
  private final ProbeCounters counters;
  private final SequenceTracker tracker;

  private long answeredSentNanos;

  ProbeSession(long runId, int size, Duration interval, Duration timeout, ProbeCounters counters) {
    this.runId = runId;
    this.size = size;
    this.counters = counters;
    long outstanding = timeout.toNanos() / interval.toNanos() + 2;
    this.tracker =
        new SequenceTracker((int) Math.min(outstanding, MAX_OUTSTANDING), timeout.toNanos());
  }

  /** Makes the next probe and counts it as sent. */
  ByteBuf next(long intendedNanos, long nowNanos) {
    ByteBuf probe = Unpooled.buffer(size, size);
    new ProbePacket(runId, tracker.nextSequence(), intendedNanos, nowNanos).write(probe, size);
    counters.lost += tracker.sent(nowNanos);
    counters.sentMessages++;
    counters.sentBytes += size;
    HistogramCodec.record(counters.sendLag, nowNanos - intendedNanos);
    return probe;
  }

  /**
   * Judges what came back.
   *
   * @param reply one probe's worth of bytes; not released
   * @return whether it was the first answer to a probe of this session
   */
  boolean received(ByteBuf reply, long nowNanos) {
    counters.receivedMessages++;
    counters.receivedBytes += reply.readableBytes();
    ProbePacket packet = ProbePacket.read(reply);
    if (packet == null || packet.runId() != runId) {
      counters.dropped.count(DropReason.UNKNOWN_REPLY);
      return false;
    }
    if (reply.readableBytes() != size || !packet.payloadMatches(reply)) {
      counters.corrupted++;
      return false;
    }
    return judge(packet, nowNanos);
  }

  private boolean judge(ProbePacket packet, long nowNanos) {
    switch (tracker.received(packet.sequence())) {
      case RECEIVED -> {
        answeredSentNanos = packet.actualNanos();
        HistogramCodec.record(counters.roundTrip, nowNanos - packet.intendedNanos());
        countReordered();
        return true;
      }
      case LATE -> {
        counters.late++;
        countReordered();
      }
      case DUPLICATED -> counters.duplicated++;
      case UNKNOWN -> counters.dropped.count(DropReason.UNKNOWN_REPLY);
    }
    return false;
  }

  private void countReordered() {
    if (tracker.wasReordered()) {
      counters.reordered++;
    }
  }

  /** Gives up the probes that have waited for the timeout; returns how many. */
  int expire(long nowNanos) {
    int lost = tracker.expire(nowNanos);
    counters.lost += lost;
    return lost;
  }

  /** Gives up all probes, as when the connection broke that they were on. */
  void giveUpAll() {
    counters.lost += tracker.giveUpAll();
  }

  /** When the probe was sent that was answered last. */
  long answeredSentNanos() {
    return answeredSentNanos;
  }

  /** Probes that are waited for. */
  long inFlight() {
    return tracker.outstanding();
  }
}

package dev.echopair.client.flow;

import dev.echopair.client.measure.FlowSession;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * A flow and its state in the run: how many probes are due, how many were sent, and the socket. A
 * plain class for one thread.
 */
final class PacedFlow {

  private final FlowSession session;
  private final long quota;
  private final Backoff backoff;

  /** The socket; {@code null} while the flow has none. */
  private FlowSocket socket;

  /** Number of probes that should have been sent by now. */
  private long due;

  /** Number of probes that were sent or skipped. */
  private long done;

  private boolean unflushed;
  private boolean queued;
  private String obstacle = "no connection";
  private SocketAddress local;

  PacedFlow(FlowSession session, long quota, RandomGenerator random) {
    this.session = session;
    this.quota = quota;
    this.backoff = new Backoff(random);
  }

  FlowSession session() {
    return session;
  }

  FlowSocket socket() {
    return socket;
  }

  /** Sets the socket after it was opened. */
  void opened(FlowSocket opened) {
    socket = opened;
    local = opened.local();
  }

  /** Removes the socket and records the reason; all outstanding probes are lost. */
  void closed(String why) {
    socket = null;
    unflushed = false;
    obstacle = why;
    session.giveUpAll();
  }

  /** The last local address; {@code null} before the first socket was opened. */
  SocketAddress local() {
    return local;
  }

  /** The back-off for reopening the socket. */
  Backoff backoff() {
    return backoff;
  }

  /** Maximum number of probes that this flow sends in the run. */
  long quota() {
    return quota;
  }

  /** Sets the total number of probes that are due. */
  void allow(long probes) {
    due = probes;
  }

  long due() {
    return due;
  }

  /** The next turn: the number of probes that were sent or skipped. */
  long turn() {
    return done;
  }

  boolean isBehind() {
    return done < due;
  }

  /** Sends the probes of the next turns together; {@link #flush} completes the send. */
  void send(int probes, long intendedNanos, long nowNanos) {
    long allBytes = 0;
    int made = 0;
    while (made < probes) {
      int bytes = session.sizeOf(made);
      ByteBuffer out = socket.begin(bytes);
      int together = session.write(out, made, bytes, probes - made, intendedNanos, nowNanos);
      socket.end(out);
      made += together;
      allBytes += (long) together * bytes;
    }
    session.sent(probes, allBytes, intendedNanos, nowNanos);
    done += probes;
    unflushed = true;
  }

  /** Skips the probe of the next turn. */
  void skip(long intendedNanos) {
    done++;
    session.skipped(intendedNanos, socket == null ? obstacle : "the target does not keep up");
  }

  /** Whether the flow is in the queue of flows that may send. */
  boolean isQueued() {
    return queued;
  }

  /** Sets whether the flow is in the queue of flows that may send. */
  void setQueued(boolean waits) {
    queued = waits;
  }

  void flush() {
    if (unflushed && socket != null) {
      unflushed = false;
      socket.flush();
    }
  }
}

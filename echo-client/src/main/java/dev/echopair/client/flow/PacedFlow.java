package dev.echopair.client.flow;

import dev.echopair.client.measure.FlowSession;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * A flow with its place in the run: which probes are due, which were sent, and on which socket. A
 * plain class for one thread.
 */
final class PacedFlow {

  private final FlowSession session;
  private final long quota;
  private final Backoff backoff;

  /** The socket; {@code null} while there is none. */
  private FlowSocket socket;

  /** Probes that should have been sent by now, and those that were, or were skipped. */
  private long due;

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

  /** Notes that a socket is open. */
  void opened(FlowSocket opened) {
    socket = opened;
    local = opened.local();
  }

  /** Notes that there is no socket, and why; what was in flight on it is lost. */
  void closed(String why) {
    socket = null;
    unflushed = false;
    obstacle = why;
    session.giveUpAll();
  }

  /** The address that was sent from last; {@code null} when there was none yet. */
  SocketAddress local() {
    return local;
  }

  /** How long to wait before the socket is opened again. */
  Backoff backoff() {
    return backoff;
  }

  /** Probes that this flow may send in all. */
  long quota() {
    return quota;
  }

  /** Lets so many probes be sent, in all. */
  void allow(long probes) {
    due = probes;
  }

  long due() {
    return due;
  }

  /** The turn that comes next. */
  long turn() {
    return done;
  }

  boolean isBehind() {
    return done < due;
  }

  /** Sends the probes of the next turns together, up to the flush. */
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

  /** Leaves the probe of the next turn out. */
  void skip(long intendedNanos) {
    done++;
    session.skipped(intendedNanos, socket == null ? obstacle : "the target does not keep up");
  }

  /** Whether the flow waits for its turn to send. */
  boolean isQueued() {
    return queued;
  }

  /** Notes whether the flow waits for its turn to send. */
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

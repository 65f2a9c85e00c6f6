package dev.echopair.client.measure;

import dev.echopair.shared.probe.SequenceTracker.Verdict;

/** Sees single probes of a run, as {@code ping} prints them. Called on the event loop. */
public interface ProbeObserver {

  /** Sees nothing. */
  ProbeObserver NONE = new ProbeObserver() {};

  /**
   * A reply that is intact and of this run.
   *
   * @param sequence number of the probe within its flow
   * @param verdict what it turned out to be
   * @param reordered whether it came behind a reply to a later probe
   * @param bytes its size
   * @param intendedNanos when the probe was to be sent
   * @param actualNanos when it was handed to the socket
   * @param nowNanos when the reply was read
   */
  default void replied(
      long sequence,
      Verdict verdict,
      boolean reordered,
      int bytes,
      long intendedNanos,
      long actualNanos,
      long nowNanos) {}

  /** A reply whose bytes differ from what was sent. */
  default void corrupted(int bytes) {}

  /** A probe that was given up. */
  default void lost(long sequence) {}

  /** A send that could not be made in time. */
  default void skipped(String why) {}

  /** Something went wrong on the way to the target; the run goes on. */
  default void failed(String why) {}
}

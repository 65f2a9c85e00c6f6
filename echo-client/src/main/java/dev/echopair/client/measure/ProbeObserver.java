package dev.echopair.client.measure;

import dev.echopair.shared.probe.SequenceTracker.Verdict;

/** Observes single probes of a run, for example to print them. Called on the event loop. */
public interface ProbeObserver {

  /** The reason of {@link #failed} when the timeout of a probe has passed. */
  String NO_ANSWER = "no answer in time";

  /** Ignores all probes. */
  ProbeObserver NONE = new ProbeObserver() {};

  /**
   * Called for each intact reply of this run.
   *
   * @param sequence sequence number of the probe within its flow
   * @param verdict classification of the reply
   * @param reordered whether the reply arrived after a reply to a later probe
   * @param bytes size of the reply
   * @param intendedNanos intended send time of the probe
   * @param actualNanos time at which the probe was handed to the socket
   * @param nowNanos time at which the reply was read
   */
  default void replied(
      long sequence,
      Verdict verdict,
      boolean reordered,
      int bytes,
      long intendedNanos,
      long actualNanos,
      long nowNanos) {}

  /** Called for each reply whose bytes differ from those of the probe. */
  default void corrupted(int bytes) {}

  /** Called for each lost probe. */
  default void lost(long sequence) {}

  /** Called for each probe that could not be sent in time. */
  default void skipped(String why) {}

  /**
   * Called when the path to the target fails. The run continues.
   *
   * @param why the reason; {@link #NO_ANSWER} for lost probes, of which {@link #lost} tells each
   */
  default void failed(String why) {}
}

package dev.echopair.client.command;

import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.shared.probe.SequenceTracker.Verdict;
import dev.echopair.shared.process.LineWriter;
import dev.echopair.shared.process.Quantity;
import java.time.Instant;
import java.util.Locale;

/**
 * Prints a line per reply, as ping does, and keeps the counts so far. Lives on the event loop of
 * the verticle; any thread may call {@link #summary}.
 */
final class PingLines implements ProbeObserver {

  /** The counts and round-trip times so far; times in nanoseconds. */
  private record SoFar(long received, long lost, long min, long max, long sum) {

    SoFar plus(long nanos) {
      return new SoFar(received + 1, lost, Math.min(min, nanos), Math.max(max, nanos), sum + nanos);
    }

    SoFar plusLost() {
      return new SoFar(received, lost + 1, min, max, sum);
    }
  }

  private final LineWriter out;
  private final String peer;
  private final boolean timestamps;
  private final boolean quiet;
  private final boolean connections;

  private String obstacle = "";
  private volatile SoFar soFar = new SoFar(0, 0, Long.MAX_VALUE, 0, 0);

  /**
   * Makes the observer of a run.
   *
   * @param peer host and port of the target
   * @param quiet whether to print no lines
   * @param timestamps whether each line begins with the time of day, as seconds since 1970
   * @param connections whether the times are connect times, not round trips
   */
  PingLines(LineWriter out, String peer, boolean quiet, boolean timestamps, boolean connections) {
    this.out = out;
    this.peer = peer;
    this.timestamps = timestamps;
    this.quiet = quiet;
    this.connections = connections;
  }

  @Override
  public void replied(
      long sequence,
      Verdict verdict,
      boolean reordered,
      int bytes,
      long intendedNanos,
      long actualNanos,
      long nowNanos) {
    obstacle = "";
    if (verdict == Verdict.RECEIVED) {
      soFar = soFar.plus(nowNanos - intendedNanos);
    }
    if (quiet) {
      return;
    }
    String what = connections ? "connected to " : bytes + " bytes from ";
    StringBuilder line = new StringBuilder(what).append(peer).append(": seq=").append(sequence + 1);
    line.append(" time=").append(Quantity.millis(nowNanos - intendedNanos));
    switch (verdict) {
      case DUPLICATED -> line.append(" (duplicate)");
      case LATE -> line.append(" (late: after the timeout)");
      case UNKNOWN -> line.append(" (unknown: never sent)");
      default -> line.append(reordered ? " (out of order)" : "");
    }
    print(line.toString());
  }

  @Override
  public void corrupted(int bytes) {
    print(bytes + " bytes from " + peer + ": corrupted, the bytes differ from the probe");
  }

  @Override
  public void lost(long sequence) {
    soFar = soFar.plusLost();
    print("no answer from " + peer + ": seq=" + (sequence + 1));
  }

  @Override
  public void skipped(String why) {
    print("not sent to " + peer + ": " + why);
  }

  @Override
  public void failed(String why) {
    // Each reason once, until the next reply. A line per lost probe already tells NO_ANSWER.
    if (!why.equals(obstacle) && !why.equals(NO_ANSWER)) {
      obstacle = why;
      print(peer + ": " + why);
    }
  }

  /** Returns one line with the counts and times so far. */
  String summary() {
    SoFar now = soFar;
    if (now.received == 0) {
      return "so far: 0 received, %d lost".formatted(now.lost);
    }
    return "so far: %d received, %d lost (%s), rtt min %s, mean %s, max %s"
        .formatted(
            now.received,
            now.lost,
            Quantity.percent(100.0 * now.lost / (now.received + now.lost)),
            Quantity.millis(now.min),
            Quantity.millis(now.sum / now.received),
            Quantity.millis(now.max));
  }

  private void print(String line) {
    if (quiet) {
      return;
    }
    out.print(timestamps ? "[" + seconds() + "] " + line : line);
  }

  private static String seconds() {
    Instant now = Instant.now();
    return String.format(Locale.ROOT, "%d.%06d", now.getEpochSecond(), now.getNano() / 1_000);
  }
}

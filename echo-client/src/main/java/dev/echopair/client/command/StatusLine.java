package dev.echopair.client.command;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.engine.Interval;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.shared.process.Quantity;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Shows the state of a run in one line on stderr, if it is a terminal. Prints failures in any case,
 * each reason once.
 */
final class StatusLine implements ProbeObserver {

  private static final int BAR = 10;
  private static final int MAX_REASONS = 20;

  private final PrintStream err = System.err;
  private final RunSpec spec;
  private final Optional<StderrLine> terminal;

  private final Set<String> said = new HashSet<>();

  private StatusLine(RunSpec spec, Optional<StderrLine> terminal) {
    this.spec = spec;
    this.terminal = terminal;
  }

  /** Returns the line for a run. */
  static StatusLine of(RunSpec spec) {
    return new StatusLine(spec, StderrLine.onTerminal());
  }

  /** Shows the newest interval. */
  synchronized void show(Interval interval) {
    terminal.ifPresent(line -> line.show(text(interval)));
  }

  /** Erases the line, so that other output can follow. */
  synchronized void clear() {
    terminal.ifPresent(StderrLine::wipe);
  }

  private String text(Interval interval) {
    var roundTrip = interval.latencies().roundTrip();
    return "%s %s, %d in flight, p50 %s, p99 %s, lost %d%s"
        .formatted(
            progress(interval.to()),
            Quantity.rate(interval.sentPerSecond()),
            interval.inFlight(),
            Quantity.micros(roundTrip.getValueAtPercentile(50) / 1e3),
            Quantity.micros(roundTrip.getValueAtPercentile(99) / 1e3),
            interval.counts().lost,
            interval.counts().skipped == 0 ? "" : ", skipped " + interval.counts().skipped);
  }

  @Override
  public synchronized void failed(String why) {
    if (said.size() < MAX_REASONS && said.add(why)) {
      clear();
      err.println("echo-client: " + spec.target() + ": " + why + "; continuing");
    }
  }

  private String progress(Duration now) {
    long end = spec.stop().endNanos();
    if (end == Long.MAX_VALUE) {
      return String.format(Locale.ROOT, "%.0fs", now.toMillis() / 1e3);
    }
    double done = Math.min(1, now.toNanos() / (double) end);
    int full = (int) Math.round(done * BAR);
    return String.format(
        Locale.ROOT,
        "%s[%s%s] %.0fs/%.0fs",
        now.compareTo(spec.stop().warmup()) <= 0 ? "warm-up " : "",
        "#".repeat(full),
        "-".repeat(BAR - full),
        now.toMillis() / 1e3,
        end / 1e9);
  }
}

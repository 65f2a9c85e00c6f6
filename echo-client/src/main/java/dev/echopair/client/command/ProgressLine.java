package dev.echopair.client.command;

import dev.echopair.client.transfer.Transfer;
import dev.echopair.shared.process.Quantity;
import java.util.Locale;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;

/**
 * Shows the progress of a transfer in one line on stderr, which is overwritten at each update.
 * Shows nothing if stderr is no terminal.
 */
final class ProgressLine implements AutoCloseable {

  private static final long PERIOD_MILLIS = 200;
  private static final int BAR_COLUMNS = 24;

  /** Weight of the newest rate in the shown rate, which is smoothed but follows changes. */
  private static final double NEWEST_SHARE = 0.2;

  private static final double NANOS_PER_SECOND = 1e9;

  private final StderrLine terminal;
  private final Supplier<Transfer.Progress> progress;
  private final Timer timer = new Timer("progress", true);

  private long lastNanos = System.nanoTime();
  private long lastBytes;
  private double rate = -1;
  private boolean closed;

  private ProgressLine(StderrLine terminal, Supplier<Transfer.Progress> progress) {
    this.terminal = terminal;
    this.progress = progress;
  }

  /** Starts to show the progress, if stderr is a terminal. */
  static Optional<ProgressLine> start(Supplier<Transfer.Progress> progress) {
    return StderrLine.onTerminal()
        .map(
            terminal -> {
              ProgressLine line = new ProgressLine(terminal, progress);
              TimerTask task =
                  new TimerTask() {
                    @Override
                    public void run() {
                      line.show();
                    }
                  };
              line.timer.schedule(task, PERIOD_MILLIS, PERIOD_MILLIS);
              return line;
            });
  }

  private synchronized void show() {
    if (closed) {
      return;
    }
    long now = System.nanoTime();
    Transfer.Progress at = progress.get();
    double newest = (at.settled() - lastBytes) * NANOS_PER_SECOND / (now - lastNanos);
    rate = rate < 0 ? newest : rate + (newest - rate) * NEWEST_SHARE;
    lastNanos = now;
    lastBytes = at.settled();
    terminal.show(line(at, rate));
  }

  /** Returns the line for a progress at a rate in bytes per second. */
  static String line(Transfer.Progress at, double rate) {
    String round = at.round() > 1 ? "  round " + at.round() : "";
    String speed = "  " + Quantity.bytes(rate) + "/s";
    if (at.total() < 0) {
      return Quantity.bytes(at.settled()) + " came back" + speed;
    }
    double share = at.total() == 0 ? 0 : Math.min(1.0, (double) at.settled() / at.total());
    int full = (int) (share * BAR_COLUMNS);
    return String.format(
        Locale.ROOT,
        "%3d%% [%s%s]  %s of %s%s%s%s",
        (int) (share * 100),
        "#".repeat(full),
        "-".repeat(BAR_COLUMNS - full),
        Quantity.bytes(at.settled()),
        Quantity.bytes(at.total()),
        speed,
        remaining(at, rate),
        round);
  }

  private static String remaining(Transfer.Progress at, double rate) {
    if (rate < 1) {
      return "  ETA -";
    }
    long seconds = (long) Math.ceil((at.total() - at.settled()) / rate);
    return seconds < 3600
        ? String.format(Locale.ROOT, "  ETA %d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "  ETA %d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Erases the line. */
  @Override
  public synchronized void close() {
    closed = true;
    timer.cancel();
    terminal.wipe();
  }
}

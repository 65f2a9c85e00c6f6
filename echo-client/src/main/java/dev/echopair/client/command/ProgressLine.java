package dev.echopair.client.command;

import dev.echopair.client.transfer.Transfer;
import dev.echopair.shared.config.Sizes;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/**
 * Shows on a terminal's stderr, in one line that is written over again and again, how far a
 * transfer is; shows nothing where stderr is no terminal.
 */
final class ProgressLine implements AutoCloseable {

  private static final long PERIOD_MILLIS = 200;
  private static final int DEFAULT_COLUMNS = 80;
  private static final int BAR_COLUMNS = 24;

  /** The newest part of the rate that is shown: the line must not jump, nor tell of long ago. */
  private static final double NEWEST_SHARE = 0.2;

  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintStream err;
  private final int columns;
  private final Supplier<Transfer.Progress> progress;
  private final Timer timer = new Timer("progress", true);

  private long lastNanos = System.nanoTime();
  private long lastBytes;
  private double rate = -1;
  private int shown;
  private boolean closed;

  private ProgressLine(PrintStream err, int columns, Supplier<Transfer.Progress> progress) {
    this.err = err;
    this.columns = columns;
    this.progress = progress;
  }

  /** Begins to show the progress, if stderr is a terminal. */
  static Optional<ProgressLine> start(Supplier<Transfer.Progress> progress) {
    return terminalColumns()
        .map(
            columns -> {
              ProgressLine line = new ProgressLine(System.err, columns, progress);
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

  private static Optional<Integer> terminalColumns() {
    try {
      TerminalProvider terminals = TerminalProvider.load("jni");
      if (!terminals.isSystemStream(SystemStream.Error)) {
        return Optional.empty();
      }
      int columns = terminals.systemStreamWidth(SystemStream.Error);
      return Optional.of(columns > 0 ? columns : DEFAULT_COLUMNS);
    } catch (IOException | RuntimeException | LinkageError noTerminal) {
      return Optional.empty();
    }
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
    write(line(at, rate));
  }

  /** The line for a progress at a rate in bytes per second. */
  static String line(Transfer.Progress at, double rate) {
    String round = at.round() > 1 ? "  round " + at.round() : "";
    String speed = "  " + Sizes.human((long) rate) + "/s";
    if (at.total() < 0) {
      return Sizes.human(at.settled()) + " came back" + speed;
    }
    double share = at.total() == 0 ? 0 : Math.min(1.0, (double) at.settled() / at.total());
    int full = (int) (share * BAR_COLUMNS);
    return String.format(
        Locale.ROOT,
        "%3d%% [%s%s]  %s of %s%s%s%s",
        (int) (share * 100),
        "#".repeat(full),
        "-".repeat(BAR_COLUMNS - full),
        Sizes.human(at.settled()),
        Sizes.human(at.total()),
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

  /** Without escape sequences, so that any terminal will do. */
  private void write(String line) {
    // One column less: in the last one some terminals begin a new line.
    String fitting = line.substring(0, Math.min(line.length(), Math.max(0, columns - 1)));
    err.print("\r" + fitting + " ".repeat(Math.max(0, shown - fitting.length())));
    err.flush();
    shown = fitting.length();
  }

  /** Wipes the line. */
  @Override
  public synchronized void close() {
    closed = true;
    timer.cancel();
    // The terminal may have added to the line what was typed, such as ^C.
    shown = columns - 1;
    write("");
    err.print("\r");
    err.flush();
  }
}

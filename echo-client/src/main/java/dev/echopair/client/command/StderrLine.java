package dev.echopair.client.command;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/**
 * One line on a terminal's stderr that is written over again and again, without escape sequences,
 * so that any terminal will do. For one thread at a time.
 *
 * <p>By hand: the status line of JLine is a scroll region of a terminal that all output goes
 * through; here stdout has the results, and may be a pipe.
 */
final class StderrLine {

  private static final int DEFAULT_COLUMNS = 80;

  private final PrintStream err = System.err;
  private final int columns;

  private int shown;

  private StderrLine(int columns) {
    this.columns = columns;
  }

  /** The line; none where stderr is no terminal. */
  static Optional<StderrLine> onTerminal() {
    try {
      TerminalProvider terminals = TerminalProvider.load("jni");
      if (!terminals.isSystemStream(SystemStream.Error)) {
        return Optional.empty();
      }
      int columns = terminals.systemStreamWidth(SystemStream.Error);
      return Optional.of(new StderrLine(columns > 0 ? columns : DEFAULT_COLUMNS));
    } catch (IOException | RuntimeException | LinkageError noTerminal) {
      return Optional.empty();
    }
  }

  /** Shows a text, as much of it as fits. */
  void show(String text) {
    // One column less: in the last one some terminals begin a new line.
    String fitting = text.substring(0, Math.min(text.length(), Math.max(0, columns - 1)));
    err.print("\r" + fitting + " ".repeat(Math.max(0, shown - fitting.length())));
    err.flush();
    shown = fitting.length();
  }

  /** Wipes the line, for what comes behind it. */
  void wipe() {
    // The terminal may have added to the line what was typed, such as ^C.
    shown = columns - 1;
    show("");
    err.print("\r");
    err.flush();
  }
}

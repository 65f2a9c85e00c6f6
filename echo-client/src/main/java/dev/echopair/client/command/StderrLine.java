package dev.echopair.client.command;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/**
 * One line on stderr that each update overwrites. Uses no escape sequences, so that it works on any
 * terminal. For one thread at a time.
 *
 * <p>This is not the status line of JLine, which needs all output to go through one terminal: here
 * stdout has the results and may be a pipe.
 */
final class StderrLine {

  private static final int DEFAULT_COLUMNS = 80;

  private final PrintStream err = System.err;
  private final int columns;

  private int shown;

  private StderrLine(int columns) {
    this.columns = columns;
  }

  /** Returns the line; empty if stderr is no terminal. */
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

  /** Shows a text, cut to the width of the terminal. */
  void show(String text) {
    // One column less: some terminals start a new line after the last column.
    String fitting = text.substring(0, Math.min(text.length(), Math.max(0, columns - 1)));
    err.print("\r" + fitting + " ".repeat(Math.max(0, shown - fitting.length())));
    err.flush();
    shown = fitting.length();
  }

  /** Erases the line, so that other output can follow. */
  void wipe() {
    // The terminal may have added typed characters to the line, such as ^C.
    shown = columns - 1;
    show("");
    err.print("\r");
    err.flush();
  }
}

package dev.echopair.client.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A source of lines: a user at a terminal, with history and editing, or a pipe. */
interface LineSource extends AutoCloseable {

  /** Opens the terminal, or the stream if there is no terminal. */
  static LineSource open(InputStream in, Charset charset) {
    try {
      Terminal terminal = TerminalBuilder.builder().system(true).dumb(false).build();
      return new OfTerminal(terminal);
    } catch (IOException | IllegalStateException noTerminal) {
      return new OfPipe(new BufferedReader(new InputStreamReader(in, charset)), charset);
    }
  }

  /**
   * Returns the next line without its line end; {@code null} at the end of the input.
   *
   * @throws UserInterruptException when the user pressed Ctrl-C
   */
  String next() throws IOException;

  /** Returns the character set in which to print the output. */
  Charset encoding();

  /** Returns whether a user types the lines. */
  boolean interactive();

  @Override
  void close() throws IOException;

  /** Lines typed at a terminal. */
  final class OfTerminal implements LineSource {

    private final Terminal terminal;
    private final LineReader reader;

    OfTerminal(Terminal terminal) {
      this.terminal = terminal;
      this.reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              // Sends each line as typed: "!" does not expand to a line of the history.
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
    }

    @Override
    public String next() {
      try {
        return reader.readLine("> ");
      } catch (EndOfFileException end) {
        return null;
      }
    }

    @Override
    public Charset encoding() {
      return terminal.encoding();
    }

    @Override
    public boolean interactive() {
      return true;
    }

    @Override
    public void close() throws IOException {
      terminal.close();
    }
  }

  /** Lines from a pipe or a file. */
  final class OfPipe implements LineSource {

    private final BufferedReader reader;
    private final Charset charset;

    OfPipe(BufferedReader reader, Charset charset) {
      this.reader = reader;
      this.charset = charset;
    }

    @Override
    public String next() throws IOException {
      return reader.readLine();
    }

    @Override
    public Charset encoding() {
      return charset;
    }

    @Override
    public boolean interactive() {
      return false;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}

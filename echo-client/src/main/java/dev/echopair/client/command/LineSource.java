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

/** Lines from a person at a terminal, with history and editing, or from a pipe. */
interface LineSource extends AutoCloseable {

  /** Opens the terminal if there is one, the stream if there is none. */
  static LineSource open(InputStream in, Charset charset) {
    try {
      Terminal terminal = TerminalBuilder.builder().system(true).dumb(false).build();
      return new OfTerminal(terminal);
    } catch (IOException | IllegalStateException noTerminal) {
      return new OfPipe(new BufferedReader(new InputStreamReader(in, charset)), charset);
    }
  }

  /**
   * The next line without its end; {@code null} when there is none.
   *
   * @throws UserInterruptException when the person pressed Ctrl-C
   */
  String next() throws IOException;

  /** The character set of whoever reads what is printed for a line. */
  Charset encoding();

  /** Whether a person types the lines. */
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
              // What is typed is sent as it is: "!" is no history expansion.
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

package dev.echopair.client.watch;

import dev.echopair.shared.process.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * Shows totals on a terminal, and restores the terminal at the end: it leaves the alternate screen
 * and raw mode, and shows the cursor again. For one thread.
 */
final class WatchScreen implements WatchOutput {

  /**
   * The providers of JLine: the program {@code stty} before native code, because JLine's native
   * code sets the speed of the line to 0 when it changes the mode, and does not restore it.
   */
  private static final String PROVIDERS = "exec,jni";

  private static final long KEY_MILLIS = 100;

  private final Terminal terminal;
  private final boolean colour;
  private final boolean unicode;
  private final WatchModel model;
  private final Attributes before;
  private final Display display;
  private final Thread keys;

  private volatile boolean closing;

  private Size size = new Size();
  private WatchPage.Page page = new WatchPage.Page(List.of(), 0, 1);
  private int scroll;

  private WatchScreen(Terminal terminal, boolean colour, WatchModel model, WatchInbox inbox) {
    this.terminal = terminal;
    this.colour = colour;
    this.unicode = StandardCharsets.UTF_8.equals(terminal.outputEncoding());
    this.model = model;
    this.display = new Display(terminal, true);
    terminal.handle(
        Terminal.Signal.INT, signal -> inbox.put(new WatchEvent.Leave(ExitCode.INTERRUPTED)));
    terminal.handle(Terminal.Signal.WINCH, signal -> inbox.put(new WatchEvent.Resized()));
    before = terminal.enterRawMode();
    // Without this, Ctrl-Z would leave the shell on the alternate screen without a cursor.
    Attributes raw = terminal.getAttributes();
    raw.setControlChar(Attributes.ControlChar.VSUSP, 0);
    terminal.setAttributes(raw);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    keys = new Thread(() -> readKeys(inbox), "watch-keys");
    keys.setDaemon(true);
    keys.start();
  }

  /**
   * Opens the screen, if stdin and stdout are a terminal that can position the cursor.
   *
   * @param colour whether to use colours and other styles
   */
  static Optional<WatchScreen> open(boolean colour, WatchModel model, WatchInbox inbox)
      throws IOException {
    Terminal terminal;
    try {
      terminal =
          TerminalBuilder.builder()
              .system(true)
              .providers(PROVIDERS)
              .systemOutput(TerminalBuilder.SystemOutput.SysOut)
              .dumb(false)
              .build();
    } catch (IOException | IllegalStateException noTerminal) {
      return Optional.empty();
    }
    if (terminal.getStringCapability(Capability.cursor_address) == null) {
      terminal.close();
      return Optional.empty();
    }
    return Optional.of(new WatchScreen(terminal, colour, model, inbox));
  }

  @Override
  public void answered() {
    draw();
  }

  @Override
  public void failed(String problem, boolean news) {
    draw();
  }

  @Override
  public void pressed(WatchEvent.Key key) {
    scroll =
        switch (key) {
          case UP -> page.scroll() - 1;
          case DOWN -> page.scroll() + 1;
          case PAGE_UP -> page.scroll() - page.pageLines();
          case PAGE_DOWN -> page.scroll() + page.pageLines();
          case HOME -> 0;
          case END -> Integer.MAX_VALUE;
          case QUIT -> page.scroll();
        };
    draw();
  }

  @Override
  public void resized() {
    size = terminal.getSize();
    display.resize(size.getRows(), size.getColumns());
    display.clear();
    terminal.puts(Capability.clear_screen);
    draw();
  }

  @Override
  public void tick() {
    draw();
  }

  @Override
  public boolean open() {
    return true;
  }

  private void draw() {
    if (size.getColumns() <= 0 || size.getRows() <= 0) {
      return;
    }
    page =
        WatchPage.of(
            model,
            new WatchPage.Frame(size.getColumns(), size.getRows(), scroll, unicode),
            Instant.now(),
            System.nanoTime());
    scroll = page.scroll();
    display.update(colour ? page.lines() : plain(page.lines()), 0);
  }

  private static List<AttributedString> plain(List<AttributedString> lines) {
    return lines.stream().map(line -> new AttributedString(line.toString())).toList();
  }

  private void readKeys(WatchInbox inbox) {
    KeyMap<WatchEvent.Key> bindings = bindings();
    BindingReader reader = new BindingReader(terminal.reader());
    while (!closing) {
      int next = peek();
      WatchEvent.Key key =
          next == NonBlockingReader.READ_EXPIRED || next == NonBlockingReader.EOF
              ? null
              : reader.readBinding(bindings, null, false);
      // The end of the input means that the terminal was closed.
      if (next == NonBlockingReader.EOF || key == WatchEvent.Key.QUIT) {
        inbox.put(new WatchEvent.Leave(ExitCode.OK));
        return;
      }
      if (key != null) {
        inbox.put(new WatchEvent.Pressed(key));
      }
    }
  }

  private int peek() {
    try {
      return terminal.reader().peek(KEY_MILLIS);
    } catch (IOException e) {
      return NonBlockingReader.EOF;
    }
  }

  /** Returns the keys; the mode of the keypad selects one of two sequences of an arrow key. */
  private static KeyMap<WatchEvent.Key> bindings() {
    KeyMap<WatchEvent.Key> keys = new KeyMap<>();
    keys.bind(WatchEvent.Key.QUIT, "q", "Q", KeyMap.ctrl('D'));
    keys.bind(WatchEvent.Key.UP, "k", "\033[A", "\033OA");
    keys.bind(WatchEvent.Key.DOWN, "j", "\033[B", "\033OB");
    keys.bind(WatchEvent.Key.PAGE_UP, "b", "\033[5~");
    keys.bind(WatchEvent.Key.PAGE_DOWN, " ", "\033[6~");
    keys.bind(WatchEvent.Key.HOME, "g", "\033[H", "\033OH", "\033[1~");
    keys.bind(WatchEvent.Key.END, "G", "\033[F", "\033OF", "\033[4~");
    return keys;
  }

  @Override
  public void close() throws IOException {
    // Stop the reader first: each read sets the mode of the terminal again.
    closing = true;
    try {
      keys.join(Duration.ofSeconds(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    terminal.puts(Capability.cursor_normal);
    terminal.puts(Capability.exit_ca_mode);
    terminal.flush();
    terminal.setAttributes(before);
    terminal.close();
  }
}

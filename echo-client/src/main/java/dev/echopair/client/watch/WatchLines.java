package dev.echopair.client.watch;

import java.io.PrintStream;
import java.time.Instant;
import java.util.function.Supplier;
import org.jline.utils.AttributedString;

/** Prints totals where there is no terminal: for each answer a line of JSON, or a table. */
final class WatchLines implements WatchOutput {

  private final PrintStream out;
  private final PrintStream diagnostics;
  private final Supplier<String> text;
  private final String source;

  private boolean failing;

  private WatchLines(
      PrintStream out, PrintStream diagnostics, String source, Supplier<String> text) {
    this.out = out;
    this.diagnostics = diagnostics;
    this.source = source;
    this.text = text;
  }

  /** One compact JSON object a line. */
  static WatchLines json(
      PrintStream out, PrintStream diagnostics, String source, Supplier<String> totals) {
    return new WatchLines(out, diagnostics, source, totals);
  }

  /** A plain table for each answer, and an empty line after it. */
  static WatchLines table(
      PrintStream out, PrintStream diagnostics, WatchModel model, WatchPage.Frame frame) {
    return new WatchLines(out, diagnostics, model.source(), () -> table(model, frame));
  }

  private static String table(WatchModel model, WatchPage.Frame frame) {
    StringBuilder table = new StringBuilder();
    for (AttributedString line :
        WatchPage.of(model, frame, Instant.now(), System.nanoTime()).lines()) {
      table.append(line.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  @Override
  public void answered() {
    if (failing) {
      failing = false;
      diagnostics.println("echo-client: " + source + " answers again");
    }
    // One write for all of it, so that no reader sees half a line.
    out.print(text.get() + "\n");
    out.flush();
  }

  @Override
  public void failed(String problem, boolean news) {
    if (news) {
      failing = true;
      diagnostics.println("echo-client: " + problem + "; trying again");
    }
  }

  @Override
  public void pressed(WatchEvent.Key key) {
    // There is no keyboard.
  }

  @Override
  public void resized() {
    // There is no screen.
  }

  @Override
  public void tick() {
    // What is printed stays.
  }

  @Override
  public boolean open() {
    return !out.checkError();
  }

  @Override
  public void close() {
    out.flush();
  }
}

package dev.echopair.client.watch;

import java.io.PrintStream;
import java.time.Instant;
import java.util.function.Supplier;
import org.jline.utils.AttributedString;

/** Prints totals as lines: a JSON object or a table for each answer. */
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

  /** Makes an output that prints one compact JSON object per line. */
  static WatchLines json(
      PrintStream out, PrintStream diagnostics, String source, Supplier<String> totals) {
    return new WatchLines(out, diagnostics, source, totals);
  }

  /** Makes an output that prints a plain table and an empty line for each answer. */
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
    // One write for the whole text, so that no reader sees half a line.
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
    // Printed lines do not change.
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

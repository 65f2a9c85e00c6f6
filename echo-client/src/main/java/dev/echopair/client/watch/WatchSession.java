package dev.echopair.client.watch;

import dev.echopair.shared.process.ExitCode;
import dev.echopair.shared.process.Signals;
import io.vertx.core.json.JsonObject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Shows the totals of a source until the count is reached, the user leaves or the reader is gone.
 */
public final class WatchSession {

  private static final long TICK_MILLIS = 1000;
  private static final int TABLE_WIDTH = 132;

  private final TotalsSource source;
  private final long count;
  private final WatchInbox inbox = new WatchInbox();
  private final WatchModel model;

  private JsonObject newest = new JsonObject();
  private boolean answered;
  private String problem = "no totals were received";

  /**
   * Prepares a session.
   *
   * @param count number of intervals; 0 for no limit
   */
  public WatchSession(TotalsSource source, long count) {
    this.source = source;
    this.count = count;
    this.model = new WatchModel(source.description());
  }

  /**
   * Runs the session; blocks until its end.
   *
   * @param json whether to print JSON lines, even on a terminal
   * @param colour whether to use colours on a terminal
   * @return an {@link ExitCode}
   */
  public int run(boolean json, boolean colour) throws IOException, InterruptedException {
    int exitCode;
    try (WatchOutput output = output(json, colour)) {
      source.start(inbox::put).onFailure(failure -> inbox.put(refused(failure)));
      exitCode = show(output);
    }
    if (exitCode == ExitCode.FAILED) {
      System.err.println("echo-client: " + problem);
    }
    return exitCode;
  }

  private WatchOutput output(boolean json, boolean colour) throws IOException {
    if (!json) {
      Optional<WatchScreen> screen = WatchScreen.open(colour, model, inbox);
      if (screen.isPresent()) {
        Signals.handle("TERM", () -> inbox.put(new WatchEvent.Leave(ExitCode.OK)));
        return screen.get();
      }
    }
    // A pipe without a reader may block the writing thread: end the process without that thread.
    Signals.handle("TERM", () -> Runtime.getRuntime().halt(ExitCode.OK));
    Signals.handle("INT", () -> Runtime.getRuntime().halt(ExitCode.INTERRUPTED));
    FileOutputStream stdout = new FileOutputStream(FileDescriptor.out);
    if (json) {
      PrintStream out = new PrintStream(stdout, false, StandardCharsets.UTF_8);
      return WatchLines.json(out, System.err, source.description(), () -> newest.encode());
    }
    Charset charset = Charset.forName(System.getProperty("native.encoding", "US-ASCII"));
    boolean unicode = StandardCharsets.UTF_8.equals(charset);
    return WatchLines.table(
        new PrintStream(stdout, false, charset),
        System.err,
        model,
        new WatchPage.Frame(TABLE_WIDTH, 0, 0, unicode));
  }

  private int show(WatchOutput output) throws InterruptedException {
    long intervals = 0;
    output.resized();
    while (output.open()) {
      WatchEvent event = inbox.take(TICK_MILLIS);
      if (event instanceof WatchEvent.Answer answer) {
        intervals++;
        answered = true;
        newest = answer.totals();
        model.answer(newest, System.nanoTime());
        output.answered();
      } else if (event instanceof WatchEvent.NoAnswer failure) {
        intervals++;
        problem = failure.problem();
        output.failed(problem, model.noAnswer(problem));
      } else if (event instanceof WatchEvent.Refused refused) {
        problem = refused.problem();
        return ExitCode.FAILED;
      } else if (event instanceof WatchEvent.Pressed pressed) {
        output.pressed(pressed.key());
      } else if (event instanceof WatchEvent.Leave leave) {
        return leave.exitCode();
      } else if (event instanceof WatchEvent.Resized) {
        output.resized();
      } else {
        output.tick();
      }
      if (count > 0 && intervals >= count) {
        return answered ? ExitCode.OK : ExitCode.FAILED;
      }
    }
    return ExitCode.OK;
  }

  private static WatchEvent refused(Throwable failure) {
    return new WatchEvent.Refused(
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
  }
}

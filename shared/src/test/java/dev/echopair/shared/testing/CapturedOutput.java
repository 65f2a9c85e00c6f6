package dev.echopair.shared.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The output of a process so far, of stdout or stderr. A separate thread reads it. */
public final class CapturedOutput {

  private final String name;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Thread reader;

  private boolean ended;

  CapturedOutput(String name, InputStream stream) {
    this.name = name;
    this.reader = new Thread(() -> read(stream), "captured-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /** All bytes so far. */
  public synchronized byte[] bytes() {
    return bytes.toByteArray();
  }

  /** All bytes so far as UTF-8 text. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** All lines so far; the last one may still grow. */
  public List<String> lines() {
    return text().lines().toList();
  }

  /**
   * Waits until the process has written a line that contains a match of a pattern.
   *
   * @return the match in the first such line
   * @throws AssertionError when the output ends or the time is over before such a line
   */
  public synchronized Matcher awaitLine(String regex, Duration patience) {
    Pattern pattern = Pattern.compile(regex);
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Matcher found = find(pattern);
      if (found != null) {
        return found;
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (ended || left <= 0) {
        throw new AssertionError(
            "%s %s without a line like '%s'; it is:%n%s"
                .formatted(name, ended ? "ended" : "stayed", regex, text()));
      }
      await(left);
    }
  }

  /** Waits until the whole output of the process has been read. */
  void awaitEnd(Duration patience) throws InterruptedException {
    reader.join(patience.toMillis());
  }

  private Matcher find(Pattern pattern) {
    String text = text();
    String complete = ended ? text : text.substring(0, text.lastIndexOf('\n') + 1);
    return complete.lines().map(pattern::matcher).filter(Matcher::find).findFirst().orElse(null);
  }

  // The caller loops until its line is there.
  @SuppressWarnings("WaitNotInLoop")
  private void await(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a line on " + name, e);
    }
  }

  private void read(InputStream stream) {
    byte[] chunk = new byte[8192];
    try (stream) {
      for (int n = stream.read(chunk); n >= 0; n = stream.read(chunk)) {
        append(chunk, n);
      }
    } catch (IOException e) {
      // The process was killed, which closed its pipe.
      if (!"Stream closed".equals(e.getMessage())) {
        throw new UncheckedIOException(e);
      }
    } finally {
      end();
    }
  }

  private synchronized void append(byte[] chunk, int length) {
    bytes.write(chunk, 0, length);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }
}

package dev.echopair.shared.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.echopair.shared.Await;
import io.vertx.core.Vertx;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LineWriterTest {

  private static final int MAX_QUEUED_LINES = 8192;

  /** A terminal that accepts one line and then blocks until the test releases it. */
  private static final class SlowTerminal extends PrintStream {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    SlowTerminal() {
      super(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(String line) {
      reached.countDown();
      try {
        letGo.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      lines.add(line);
    }

    String next() throws InterruptedException {
      return lines.poll(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void printsLinesInTheirOrder() throws InterruptedException {
    SlowTerminal terminal = new SlowTerminal();
    terminal.letGo.countDown();
    LineWriter writer = new LineWriter(terminal);
    for (int i = 0; i < 100; i++) {
      writer.print("line " + i);
    }
    for (int i = 0; i < 100; i++) {
      assertEquals("line " + i, terminal.next());
    }
  }

  @Test
  void neverWaitsForTheTerminalAndSaysHowManyLinesAreMissing() throws InterruptedException {
    SlowTerminal terminal = new SlowTerminal();
    LineWriter writer = new LineWriter(terminal);
    writer.print("taken");
    terminal.reached.await();
    for (int i = 0; i < MAX_QUEUED_LINES + 5; i++) {
      writer.print("line " + i);
    }
    terminal.letGo.countDown();
    assertEquals("taken", terminal.next());
    assertEquals("... 5 lines not printed: the output is too slow", terminal.next());
    for (int i = 0; i < MAX_QUEUED_LINES; i++) {
      assertEquals("line " + i, terminal.next());
    }
    writer.print("and on");
    assertEquals("and on", terminal.next());
  }

  @Test
  void isOneForEverybodyOnANode() {
    Vertx vertx = Vertx.vertx();
    try {
      assertSame(LineWriter.standardOutput(vertx), LineWriter.standardOutput(vertx));
    } finally {
      Await.result(vertx.close());
    }
  }
}

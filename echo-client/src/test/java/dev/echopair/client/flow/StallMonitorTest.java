package dev.echopair.client.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.measure.Stall;
import java.util.List;
import org.junit.jupiter.api.Test;

class StallMonitorTest {

  private static final long MS = 1_000_000;

  private final FakeLoop loop = new FakeLoop(Long.MAX_VALUE - 20 * MS);
  private final StallMonitor monitor = new StallMonitor(loop, loop::nanoTime);

  @Test
  void aLoopThatKeepsItsTimesHasNoStalls() {
    monitor.start();
    loop.pass(1_000 * MS);

    assertEquals(List.of(), monitor.drain());
  }

  @Test
  void aStallLastsFromTheExpectedCallToTheActualOne() {
    monitor.start();
    loop.pass(10 * MS);
    long expected = loop.nanoTime() + 2 * MS;
    loop.stall(7 * MS);
    loop.pass(0);

    assertEquals(List.of(new Stall("event loop", expected, expected + 5 * MS)), monitor.drain());
    assertEquals(List.of(), monitor.drain(), "each stall is returned once");
  }

  @Test
  void aDelayBelowAMillisecondIsNoStall() {
    monitor.start();
    loop.stall(2 * MS + StallMonitor.SHORTEST_NANOS - 1);
    loop.pass(0);
    assertEquals(List.of(), monitor.drain());

    loop.stall(2 * MS + StallMonitor.SHORTEST_NANOS);
    loop.pass(0);
    assertEquals(1, monitor.drain().size());
  }

  @Test
  void theListIsBounded() {
    monitor.start();
    for (int i = 0; i < 1_500; i++) {
      loop.stall(10 * MS);
      loop.pass(0);
    }
    assertEquals(1_000, monitor.drain().size());

    loop.stall(10 * MS);
    loop.pass(0);
    assertEquals(1, monitor.drain().size());
  }

  @Test
  void looksNoMoreAfterTheStop() {
    monitor.start();
    monitor.stop();

    assertTrue(loop.isIdle());
  }

  @Test
  void mayBeStoppedWithoutAStart() {
    monitor.stop();

    assertTrue(loop.isIdle());
  }
}

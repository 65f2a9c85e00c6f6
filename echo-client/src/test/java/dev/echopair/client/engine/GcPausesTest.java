package dev.echopair.client.engine;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GcPausesTest {

  @Test
  void findsACollectionOnTheClockOfTheRun() {
    try (GcPauses pauses = new GcPauses()) {
      long before = System.nanoTime();
      System.gc();
      long after = System.nanoTime();
      // Known to the millisecond, by two clocks; other tests have collections of their own.
      long slack = 50_000_000;
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  pauses.list().stream()
                      .anyMatch(
                          pause ->
                              pause.fromNanos() >= before - slack
                                  && pause.toNanos() <= after + slack));
    }
  }
}

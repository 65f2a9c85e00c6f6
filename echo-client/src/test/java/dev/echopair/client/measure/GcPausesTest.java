package dev.echopair.client.measure;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GcPausesTest {

  /** Known to the millisecond, by two clocks; other tests have collections of their own. */
  private static final long SLACK_NANOS = 50_000_000;

  /** A time in which a collection was asked for. */
  private record Request(long fromNanos, long toNanos) {

    boolean covers(Stall pause) {
      return pause.fromNanos() >= fromNanos - SLACK_NANOS
          && pause.toNanos() <= toNanos + SLACK_NANOS;
    }
  }

  @Test
  void findsACollectionOnTheClockOfTheRun() {
    List<Request> requests = new ArrayList<>();
    try (GcPauses pauses = new GcPauses()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                // Again and again: one is put off while native code of another test holds an array.
                long before = System.nanoTime();
                System.gc();
                requests.add(new Request(before, System.nanoTime()));
                return pauses.list().stream()
                    .anyMatch(pause -> requests.stream().anyMatch(each -> each.covers(pause)));
              });
    }
  }
}

package dev.echopair.client.measure;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GcPausesTest {

  /** Tolerance: pauses have a resolution of one millisecond, and come from another clock. */
  private static final long SLACK_NANOS = 50_000_000;

  /** The interval of a request for a collection. */
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
                // Repeated, because the JVM delays a collection while native code holds an array.
                long before = System.nanoTime();
                System.gc();
                requests.add(new Request(before, System.nanoTime()));
                return pauses.list().stream()
                    .anyMatch(pause -> requests.stream().anyMatch(each -> each.covers(pause)));
              });
    }
  }
}

package dev.echopair.client.verticle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.testing.TestLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProbeScheduleTest {

  private static final long INTERVAL_NANOS = 3_000_000;
  private static final Duration INTERVAL = Duration.ofNanos(INTERVAL_NANOS);

  /** A schedule that runs for so many calls, of which one holds the event loop up. */
  private static final class Run {

    private final List<Long> intended = new ArrayList<>();
    private final List<Long> made = new ArrayList<>();
    private final AtomicLong missed = new AtomicLong();

    Run(int calls, Duration patience, int slowCall, Duration slowness) {
      try (TestLoop loop = new TestLoop()) {
        loop.run(() -> start(loop, calls, patience, slowCall, slowness));
      }
    }

    private Future<Void> start(
        TestLoop loop, int calls, Duration patience, int slowCall, Duration slowness) {
      Promise<Void> done = Promise.promise();
      AtomicReference<ProbeSchedule> schedule = new AtomicReference<>();
      schedule.set(
          new ProbeSchedule(
              loop.vertx(),
              INTERVAL,
              patience,
              time -> {
                if (intended.size() < calls) {
                  intended.add(time);
                  made.add(System.nanoTime());
                }
                if (intended.size() == slowCall) {
                  occupy(slowness);
                }
                if (intended.size() == calls) {
                  done.tryComplete();
                }
              },
              missed::addAndGet));
      schedule.get().start();
      return done.future().onComplete(v -> loop.vertx().runOnContext(w -> schedule.get().stop()));
    }

    /** What a slow handler on the same event loop would do. */
    private static void occupy(Duration time) {
      long until = System.nanoTime() + time.toNanos();
      while (System.nanoTime() - until < 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void callsAtTimesThatDoNotDrift() {
    Run run = new Run(100, Duration.ofSeconds(20), 0, Duration.ZERO);

    for (int i = 0; i < run.intended.size(); i++) {
      assertEquals(run.intended.get(0) + i * INTERVAL_NANOS, run.intended.get(i), "call " + i);
    }
  }

  @Test
  void callsNeverAheadOfTime() {
    Run run = new Run(100, Duration.ofSeconds(20), 0, Duration.ZERO);

    for (int i = 0; i < run.intended.size(); i++) {
      assertTrue(run.made.get(i) - run.intended.get(i) >= 0, "call " + i);
    }
  }

  @Test
  void catchesUpWithWhatIsLateWithTheTimesThatWereMeant() {
    Run run = new Run(60, Duration.ofSeconds(20), 5, Duration.ofMillis(100));

    assertEquals(0, run.missed.get());
    for (int i = 0; i < run.intended.size(); i++) {
      assertEquals(run.intended.get(0) + i * INTERVAL_NANOS, run.intended.get(i), "call " + i);
    }
    assertTrue(run.made.get(5) - run.intended.get(5) >= 90_000_000, "the next one was late");
  }

  @Test
  void countsWhatIsLateBeyondItsPatience() {
    Run run = new Run(20, Duration.ofMillis(6), 5, Duration.ofMillis(300));

    long last = run.intended.get(run.intended.size() - 1);
    long slots = (last - run.intended.get(0)) / INTERVAL_NANOS + 1;
    assertTrue(run.missed.get() >= 90, () -> run.missed + " missed");
    assertEquals(slots, run.intended.size() + run.missed.get(), "each slot is made or missed");
    assertEquals(0, (last - run.intended.get(0)) % INTERVAL_NANOS, "the grid stays");
  }

  @Test
  void callsNoMoreOnceStopped() {
    try (TestLoop loop = new TestLoop()) {
      AtomicLong calls = new AtomicLong();
      ProbeSchedule stopped =
          new ProbeSchedule(
              loop.vertx(), INTERVAL, INTERVAL, time -> calls.incrementAndGet(), late -> {});
      loop.run(
          () -> {
            stopped.start();
            stopped.stop();
            return Future.succeededFuture();
          });
      // Another schedule shows that time goes by.
      Promise<Void> later = Promise.promise();
      AtomicLong others = new AtomicLong();
      loop.run(
          () -> {
            new ProbeSchedule(
                    loop.vertx(),
                    INTERVAL,
                    INTERVAL,
                    time -> {
                      if (others.incrementAndGet() == 20) {
                        later.complete();
                      }
                    },
                    late -> {})
                .start();
            return later.future();
          });

      assertEquals(1, calls.get());
    }
  }
}

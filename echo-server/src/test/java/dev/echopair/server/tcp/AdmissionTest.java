package dev.echopair.server.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private final Admission admission = new Admission();

  @Test
  void admitsUpToTheLimitAndAgainWhenAPlaceIsReleased() {
    assertTrue(admission.tryEnter(2));
    assertTrue(admission.tryEnter(2));
    assertFalse(admission.tryEnter(2));
    admission.leave();

    assertTrue(admission.tryEnter(2));
    assertEquals(2, admission.open());
  }

  @Test
  void aLoweredLimitAdmitsNoneUntilEnoughHaveLeft() {
    assertTrue(admission.tryEnter(2));
    assertTrue(admission.tryEnter(2));
    assertFalse(admission.tryEnter(1));
    admission.leave();
    assertFalse(admission.tryEnter(1));
    admission.leave();

    assertTrue(admission.tryEnter(1));
  }

  @Test
  void neverLetsInTooManyWhenEventLoopsRaceForTheLastPlace() throws Exception {
    int racers = 4;
    ExecutorService loops = Executors.newFixedThreadPool(racers);
    try {
      CountDownLatch start = new CountDownLatch(1);
      Callable<Integer> racer =
          () -> {
            start.await();
            return (int) IntStream.range(0, 10_000).filter(i -> admission.tryEnter(777)).count();
          };
      List<Future<Integer>> entered =
          IntStream.range(0, racers).mapToObj(i -> loops.submit(racer)).toList();
      start.countDown();
      int total = 0;
      for (Future<Integer> one : entered) {
        total += one.get();
      }

      assertEquals(777, total);
    } finally {
      loops.shutdownNow();
    }
  }
}

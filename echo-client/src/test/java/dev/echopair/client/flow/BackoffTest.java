package dev.echopair.client.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BackoffTest {

  private static final List<Long> CEILINGS =
      List.of(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 10_000L, 10_000L, 10_000L);

  @Property
  void waitsFromHalfOfADoublingCeilingToAllOfIt(@ForAll long seed) {
    Backoff backoff = new Backoff(new Random(seed));
    for (long ceiling : CEILINGS) {
      long wait = backoff.next();
      assertTrue(wait >= ceiling / 2 && wait <= ceiling, () -> wait + " of " + ceiling);
    }
  }

  @Example
  void reachesBothEndsOfItsRange() {
    Backoff shortest = new Backoff(always(0));
    Backoff longest = new Backoff(always(Long.MAX_VALUE));

    assertEquals(List.of(50L, 100L, 200L), Stream.generate(shortest::next).limit(3).toList());
    assertEquals(List.of(100L, 200L, 400L), Stream.generate(longest::next).limit(3).toList());
  }

  @Example
  void startsFromTheBeginningAfterASuccess() {
    Backoff backoff = new Backoff(always(0));
    backoff.next();
    backoff.next();
    backoff.reset();

    assertEquals(50, backoff.next());
  }

  /** A random generator that always draws this value, or the highest one below the bound. */
  private static RandomGenerator always(long value) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return value;
      }

      @Override
      public long nextLong(long bound) {
        return Math.min(value, bound - 1);
      }
    };
  }
}

package dev.echopair.client.flow;

import java.util.random.RandomGenerator;

/**
 * Computes the wait before the next attempt to connect. The ceiling doubles from 100 ms to 10 s;
 * each wait is a random time between half of the ceiling and the ceiling, so that many clients do
 * not reconnect at the same time.
 */
final class Backoff {

  private static final long FIRST_MS = 100;
  private static final long LONGEST_MS = 10_000;

  private final RandomGenerator random;

  private long ceiling = FIRST_MS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next wait, in milliseconds. */
  long next() {
    long wait = ceiling / 2 + random.nextLong(ceiling / 2 + 1);
    ceiling = Math.min(ceiling * 2, LONGEST_MS);
    return wait;
  }

  /** Resets the ceiling after a successful attempt. */
  void reset() {
    ceiling = FIRST_MS;
  }
}

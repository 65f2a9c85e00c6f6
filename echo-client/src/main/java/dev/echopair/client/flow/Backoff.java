package dev.echopair.client.flow;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt to connect: doubling from 100 ms to 10 s, each time
 * anywhere between half of that and all of it, so that many clients do not come back at once.
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

  /** Starts from the beginning, after an attempt that succeeded. */
  void reset() {
    ceiling = FIRST_MS;
  }
}

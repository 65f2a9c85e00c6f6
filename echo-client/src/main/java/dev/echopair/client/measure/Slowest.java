package dev.echopair.client.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps the slowest round trips of an instance, in a heap of fixed size. */
final class Slowest {

  private final long[] intended;
  private final long[] received;
  private int size;

  Slowest(int capacity) {
    this.intended = new long[capacity];
    this.received = new long[capacity];
  }

  /** Offers {@code trips} round trips with the same times. */
  void offer(long trips, long intendedNanos, long receivedNanos) {
    for (long left = trips; left > 0 && offer(intendedNanos, receivedNanos); left--) {
      // When one is not among the slowest, the others are not either.
    }
  }

  /** Offers a round trip; returns whether it is among the slowest so far. */
  boolean offer(long intendedNanos, long receivedNanos) {
    long nanos = receivedNanos - intendedNanos;
    if (size < intended.length) {
      int at = size++;
      while (at > 0 && nanos(parent(at)) > nanos) {
        move(parent(at), at);
        at = parent(at);
      }
      set(at, intendedNanos, receivedNanos);
      return true;
    }
    boolean slower = nanos > nanos(0);
    if (slower) {
      replaceFastest(intendedNanos, receivedNanos);
    }
    return slower;
  }

  private void replaceFastest(long intendedNanos, long receivedNanos) {
    long nanos = receivedNanos - intendedNanos;
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child + 1 < size && nanos(child + 1) < nanos(child)) {
        child++;
      }
      if (child >= size || nanos(child) >= nanos) {
        set(at, intendedNanos, receivedNanos);
        return;
      }
      move(child, at);
      at = child;
    }
  }

  /** The round trips that were kept, the slowest first. */
  List<RoundTrip> list() {
    List<RoundTrip> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.add(new RoundTrip(intended[i], received[i]));
    }
    all.sort(Comparator.comparingLong(RoundTrip::nanos).reversed());
    return all;
  }

  private static int parent(int at) {
    return (at - 1) / 2;
  }

  private long nanos(int at) {
    return received[at] - intended[at];
  }

  private void move(int from, int to) {
    set(to, intended[from], received[from]);
  }

  private void set(int at, long intendedNanos, long receivedNanos) {
    intended[at] = intendedNanos;
    received[at] = receivedNanos;
  }
}

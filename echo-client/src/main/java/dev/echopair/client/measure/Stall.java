package dev.echopair.client.measure;

/**
 * A time in which the client was stalled, on its clock, {@link System#nanoTime()}.
 *
 * @param cause {@code event loop}, or the name of the garbage collection
 */
public record Stall(String cause, long fromNanos, long toNanos) {

  /** Its length in nanoseconds. */
  public long nanos() {
    return toNanos - fromNanos;
  }

  /** Whether it overlaps a round trip, and so may have lengthened it. */
  public boolean overlaps(RoundTrip trip) {
    return fromNanos - trip.receivedNanos() < 0 && trip.intendedNanos() - toNanos < 0;
  }
}

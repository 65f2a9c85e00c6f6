package dev.echopair.client.measure;

/**
 * A period in which the client was stalled, on the client's clock {@link System#nanoTime()}.
 *
 * @param cause {@code event loop} or {@code garbage collection}
 * @param fromNanos start of the stall
 * @param toNanos end of the stall
 */
public record Stall(String cause, long fromNanos, long toNanos) {

  /** The duration in nanoseconds. */
  public long nanos() {
    return toNanos - fromNanos;
  }

  /** Whether the stall overlaps a round trip and may therefore have lengthened it. */
  public boolean overlaps(RoundTrip trip) {
    return fromNanos - trip.receivedNanos() < 0 && trip.intendedNanos() - toNanos < 0;
  }
}

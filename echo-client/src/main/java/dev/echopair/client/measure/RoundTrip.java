package dev.echopair.client.measure;

/**
 * One round trip, on the client's clock {@link System#nanoTime()}.
 *
 * @param intendedNanos intended send time of the probe
 * @param receivedNanos time at which the reply was read
 */
public record RoundTrip(long intendedNanos, long receivedNanos) {

  /** The round-trip time in nanoseconds. */
  public long nanos() {
    return receivedNanos - intendedNanos;
  }
}

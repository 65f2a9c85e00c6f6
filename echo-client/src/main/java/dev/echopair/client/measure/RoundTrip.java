package dev.echopair.client.measure;

/**
 * One round trip on the client's clock, {@link System#nanoTime()}.
 *
 * @param intendedNanos when its probe was to be sent
 * @param receivedNanos when the reply was read
 */
public record RoundTrip(long intendedNanos, long receivedNanos) {

  /** Its length in nanoseconds. */
  public long nanos() {
    return receivedNanos - intendedNanos;
  }
}

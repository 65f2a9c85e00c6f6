package dev.echopair.client.flow;

import dev.echopair.client.config.RunSpec;

/**
 * The intended send times of an open loop: a pure function from a probe's number, so that nothing
 * that happens meanwhile can shift them.
 *
 * <p>Over the ramp the rate grows evenly, so that {@code rate * t^2 / (2 * ramp)} probes are due at
 * time t; from then on they are evenly spaced.
 */
final class Schedule {

  private static final double NANOS_PER_SECOND = 1e9;

  private final double nanosPerProbe;
  private final double rampNanos;
  private final double rampProbes;

  Schedule(RunSpec.Pattern pattern) {
    this.nanosPerProbe = NANOS_PER_SECOND / pattern.ratePerSecond();
    this.rampNanos = pattern.ramp().toNanos();
    this.rampProbes = rampNanos / nanosPerProbe / 2;
  }

  /**
   * When a probe is to be sent, in nanoseconds from the start.
   *
   * @param number of the probe among those of all flows, from 0
   */
  long timeOf(long number) {
    if (number < rampProbes) {
      return Math.round(Math.sqrt(2 * number * nanosPerProbe * rampNanos));
    }
    return Math.round(rampNanos / 2 + number * nanosPerProbe);
  }
}

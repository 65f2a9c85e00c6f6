package dev.echopair.client.flow;

import dev.echopair.client.config.RunSpec;

/**
 * Computes the intended send times of an open loop. The time depends only on the number of the
 * probe: events during the run cannot shift it.
 *
 * <p>During the ramp the rate grows linearly: {@code rate * t^2 / (2 * ramp)} probes are due at
 * time t. After the ramp the probes are evenly spaced.
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
   * The intended send time of a probe, in nanoseconds from the start.
   *
   * @param number number of the probe among the probes of all flows, from 0
   */
  long timeOf(long number) {
    if (number < rampProbes) {
      return Math.round(Math.sqrt(2 * number * nanosPerProbe * rampNanos));
    }
    return Math.round(rampNanos / 2 + number * nanosPerProbe);
  }
}

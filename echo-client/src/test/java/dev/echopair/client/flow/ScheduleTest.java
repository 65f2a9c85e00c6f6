package dev.echopair.client.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.RunSpec;
import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ScheduleTest {

  private static final double NANOS = 1e9;

  @Property
  void spacesProbesEvenlyAndNeverDrifts(
      @ForAll @DoubleRange(min = 0.1, max = 1e6) double rate,
      @ForAll @LongRange(max = 100_000_000) long number) {
    long time = new Schedule(RunSpec.Pattern.rate(rate)).timeOf(number);

    assertEquals(number * NANOS / rate, (double) time, 1 + number * NANOS / rate * 1e-12);
  }

  @Property
  void neverGoesBack(
      @ForAll @DoubleRange(min = 1, max = 1e6) double rate,
      @ForAll @IntRange(max = 60) int rampSeconds,
      @ForAll @LongRange(max = 1_000_000) long number) {
    Schedule schedule = new Schedule(new RunSpec.Pattern(rate, 0, Duration.ofSeconds(rampSeconds)));

    assertEquals(0, schedule.timeOf(0));
    assertTrue(schedule.timeOf(number) <= schedule.timeOf(number + 1));
  }

  @Example
  void growsEvenlyOverTheRamp() {
    Schedule schedule = new Schedule(new RunSpec.Pattern(1_000, 0, Duration.ofSeconds(10)));

    // 1000/s * t^2 / (2 * 10 s): 50 in the first second, 1250 in five, 5000 in all.
    assertEquals(1_000_000_000L, schedule.timeOf(50));
    assertEquals(5_000_000_000L, schedule.timeOf(1_250));
    assertEquals(10_000_000_000L, schedule.timeOf(5_000));
    assertEquals(11_000_000_000L, schedule.timeOf(6_000));
  }

  @Property
  void sharesACountOutExactly(
      @ForAll @LongRange(min = 1, max = 100_000) long count,
      @ForAll @IntRange(min = 1, max = 300) int flows) {
    RunSpec.StopCondition stop = new RunSpec.StopCondition(Duration.ZERO, count, Duration.ZERO);
    long sum = 0;
    for (int flow = 0; flow < flows; flow++) {
      sum += stop.countOf(flow, flows);
    }

    assertEquals(count, sum);
  }
}

package dev.echopair.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TimeLineTest {

  private static final List<TimePoint> SECONDS =
      java.util.stream.IntStream.range(0, 20)
          .mapToObj(second -> TimePoint.of(SampleResult.interval(second, second == 0, second * 10)))
          .toList();

  @Property(tries = 200)
  void keepsAllThatWasCountedInBoundedMemory(
      @ForAll @IntRange(min = 1, max = 2000) int intervals,
      @ForAll @IntRange(min = 2, max = 50) int most) {
    TimeLine line = new TimeLine(most);
    long sent = 0;
    for (int i = 0; i < intervals; i++) {
      line.add(SECONDS.get(i % 20));
      sent += SECONDS.get(i % 20).counts().sent;
      assertTrue(line.points().size() <= most);
    }
    List<TimePoint> points = line.points();
    assertEquals(sent, points.stream().mapToLong(point -> point.counts().sent).sum());
    assertTrue(points.size() >= Math.min(intervals, most) / 2, "not coarser than necessary");
    assertEquals(0, points.get(0).fromSeconds());
    assertEquals(
        SECONDS.get((intervals - 1) % 20).toSeconds(), points.get(points.size() - 1).toSeconds());
  }

  @Property(tries = 20)
  void aMergedPointHasTheHighestOfItsPercentiles(
      @ForAll @IntRange(min = 0, max = 19) int one,
      @ForAll @IntRange(min = 0, max = 19) int other) {
    TimePoint merged = SECONDS.get(one).with(SECONDS.get(other));
    int higher = Math.max(one, other);
    assertEquals(SECONDS.get(higher).rtt(), merged.rtt(), "an empty point changes nothing");
  }
}

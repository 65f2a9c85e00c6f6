package dev.echopair.client.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SlowestTest {

  @Property
  void keepsTheSlowestOfAll(
      @ForAll @Size(max = 300) List<@IntRange(max = 1_000_000) Integer> times,
      @ForAll @IntRange(min = 1, max = 20) int capacity) {
    Slowest slowest = new Slowest(capacity);
    for (int i = 0; i < times.size(); i++) {
      slowest.offer(1 + i % 3, i, (long) i + times.get(i));
    }

    assertEquals(
        IntStream.range(0, times.size())
            .boxed()
            .flatMap(i -> Collections.nCopies(1 + i % 3, times.get(i)).stream())
            .sorted(Comparator.reverseOrder())
            .limit(capacity)
            .map(Integer::longValue)
            .toList(),
        slowest.list().stream().map(RoundTrip::nanos).toList());
  }
}

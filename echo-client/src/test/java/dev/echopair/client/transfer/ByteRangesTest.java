package dev.echopair.client.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.transfer.ByteRanges.Range;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ByteRangesTest {

  @Property
  void areThoseOfASetOfBytes(
      @ForAll @Size(max = 50) List<@IntRange(max = 4) Integer> gaps,
      @ForAll @Size(min = 50, max = 50) List<@IntRange(min = 1, max = 5) Integer> lengths) {
    ByteRanges ranges = new ByteRanges();
    BitSet model = new BitSet();
    int at = 0;
    for (int i = 0; i < gaps.size(); i++) {
      at += gaps.get(i);
      ranges.add(at, lengths.get(i));
      model.set(at, at + lengths.get(i));
      at += lengths.get(i);
    }

    assertEquals(runs(model), ranges.kept());
    assertEquals(runs(model).size(), ranges.count());
    assertEquals(model.cardinality(), ranges.bytes());
    assertEquals(model.isEmpty(), ranges.isEmpty());
  }

  private static List<Range> runs(BitSet model) {
    List<Range> runs = new ArrayList<>();
    for (int from = model.nextSetBit(0); from >= 0; ) {
      int end = model.nextClearBit(from);
      runs.add(new Range(from, end - from));
      from = model.nextSetBit(end);
    }
    return runs;
  }

  @Example
  void keepTheFirstAndCountTheRest() {
    ByteRanges ranges = new ByteRanges();
    for (int i = 0; i < ByteRanges.MAX_KEPT + 5; i++) {
      ranges.add(10L * i, 2);
    }
    // This range joins a range that is counted but not kept.
    ranges.add(10L * (ByteRanges.MAX_KEPT + 4) + 2, 1);

    assertEquals(ByteRanges.MAX_KEPT + 5, ranges.count());
    assertEquals(2L * (ByteRanges.MAX_KEPT + 5) + 1, ranges.bytes());
    assertEquals(ByteRanges.MAX_KEPT, ranges.kept().size());
    assertEquals(
        new Range(10L * (ByteRanges.MAX_KEPT - 1), 2), ranges.kept().get(ByteRanges.MAX_KEPT - 1));
  }

  @Example
  void nameTheWholeOfAnEmptyFile() {
    ByteRanges ranges = new ByteRanges();
    ranges.add(0, 0);

    assertEquals(List.of(new Range(0, 0)), ranges.kept());
    assertEquals(0, ranges.bytes());
    assertTrue(!ranges.isEmpty());
  }

  @Example
  void refuseToGoBack() {
    ByteRanges ranges = new ByteRanges();
    ranges.add(5, 5);

    assertThrows(IllegalArgumentException.class, () -> ranges.add(9, 1));
    assertThrows(IllegalArgumentException.class, () -> ranges.add(12, -1));
  }
}

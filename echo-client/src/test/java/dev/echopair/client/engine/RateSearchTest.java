package dev.echopair.client.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.engine.RateSearch.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** Tests the search with simulated targets: success depends on the rate only. */
final class RateSearchTest {

  private final List<Double> tried = new ArrayList<>();

  /** The result of a trial is the rate itself. */
  private Found<Double> search(double first, Predicate<Double> succeeds) {
    return new RateSearch<>(this::trial, succeeds, () -> false).from(first);
  }

  private double trial(double rate) {
    tried.add(rate);
    return rate;
  }

  @Test
  void doublesUntilATrialFailsAndThenHalvesTheGap() {
    Found<Double> found = search(1_000, rate -> rate <= 5_100);

    assertEquals(
        List.of(
            1_000.0, 2_000.0, 4_000.0, 8_000.0, 8_000.0, 8_000.0, 6_000.0, 6_000.0, 6_000.0,
            5_000.0, 5_500.0, 5_500.0, 5_500.0, 5_250.0, 5_250.0, 5_250.0),
        tried);
    assertEquals(new Found<>(5_000, 5_000.0), found);
  }

  @Test
  void halvesUntilATrialSucceedsWhenTheFirstRateIsTooHigh() {
    Found<Double> found = search(1_000, rate -> rate <= 300);

    assertEquals(List.of(1_000.0, 1_000.0, 1_000.0, 500.0, 500.0, 500.0, 250.0, 375.0), first(8));
    assertTrue(found.rate() <= 300 && found.rate() * 1.05 >= 300, found::toString);
  }

  @Property(tries = 200)
  void findsTheLimitToFivePercent(
      @ForAll @DoubleRange(min = 1, max = 9e6) double limit,
      @ForAll @DoubleRange(min = 1, max = 9e6) double first) {
    Found<Double> found = search(first, rate -> rate <= limit);

    assertTrue(found.rate() <= limit && found.rate() * 1.05 >= limit, found::toString);
    assertEquals(found.rate(), found.result());
  }

  @Test
  void endsAtTheHighestRateWhenAllSucceed() {
    assertEquals(RateSearch.HIGHEST, search(1_000, rate -> true).rate());
    assertTrue(tried.stream().allMatch(rate -> rate <= RateSearch.HIGHEST), tried::toString);
  }

  @Test
  void endsAtTheLowestRateWithTheLastTrialWhenAllFail() {
    assertEquals(new Found<>(0, RateSearch.LOWEST), search(1_000, rate -> false));
    assertTrue(tried.stream().allMatch(rate -> rate >= RateSearch.LOWEST), tried::toString);
  }

  @Test
  void takesARateThatFailedTwiceAndThenSucceeded() {
    Predicate<Double> flaky = rate -> rate < 1_000 || (rate == 1_000 && tried.size() % 3 == 0);

    Found<Double> found = search(1_000, flaky);

    assertEquals(List.of(1_000.0, 1_000.0, 1_000.0, 2_000.0), first(4));
    assertTrue(found.rate() >= 1_000, found::toString);
  }

  @Test
  void rejectsARateAfterThreeFailedTrials() {
    search(1_000, rate -> rate < 1_000);

    assertEquals(List.of(1_000.0, 1_000.0, 1_000.0, 500.0), first(4));
  }

  @Test
  void endsWithWhatWasFoundWhenItIsStopped() {
    Found<Double> found =
        new RateSearch<>(this::trial, rate -> true, () -> tried.size() == 3).from(1_000);

    assertEquals(new Found<>(4_000, 4_000.0), found);
    assertEquals(List.of(1_000.0, 2_000.0, 4_000.0), tried);
  }

  @Test
  void makesOneTrialWhenItIsStoppedBefore() {
    Found<Double> found = new RateSearch<>(this::trial, rate -> false, () -> true).from(1_000);

    assertEquals(new Found<>(0, 1_000.0), found);
  }

  private List<Double> first(int trials) {
    return tried.subList(0, trials);
  }
}

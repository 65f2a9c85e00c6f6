package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AggregatorPropertyTest {

  /** The events of one second on one of three hosts. */
  record Step(int host, int messages, boolean restart, boolean lost, boolean silent) {}

  @Property(tries = 200)
  void totalsNeverRunBackwardsWhenNodesRestart(@ForAll("steps") List<Step> steps) {
    Aggregator aggregator = Aggregator.ofAllNodes();
    Map<Integer, Integer> lives = new HashMap<>();
    Map<Integer, Long> sequences = new HashMap<>();
    Map<Integer, Long> counts = new HashMap<>();
    long before = 0;
    long nanos = 0;
    for (Step step : steps) {
      nanos += SampleReport.SECOND_NANOS * (step.silent() ? 5 : 1);
      if (step.restart()) {
        lives.merge(step.host(), 1, Integer::sum);
        sequences.remove(step.host());
        counts.remove(step.host());
      }
      long sequence = sequences.merge(step.host(), 1L, Long::sum) - 1;
      long count = counts.merge(step.host(), (long) step.messages(), Long::sum);
      String node = step.host() + "-" + lives.getOrDefault(step.host(), 0);
      if (!step.lost()) {
        aggregator.accept(
            SampleReport.server(node, 0, sequence, count),
            SampleReport.START.plusNanos(nanos),
            nanos);
      }
      aggregator.expire(nanos);
      JsonArray totals =
          aggregator
              .totals("me", SampleReport.START.plusNanos(nanos), nanos, 1000)
              .toJson()
              .getJsonArray("totals");
      long now =
          totals.isEmpty()
              ? 0
              : totals.getJsonObject(0).getJsonObject("counters").getLong("received_messages");
      assertTrue(now >= before, () -> "ran backwards in " + steps);
      before = now;
    }
  }

  @Property(tries = 500)
  void countsAnyMessageAndThrowsNothing(
      @ForAll("fields") String field, @ForAll("values") Object value) {
    Aggregator aggregator = Aggregator.ofAllNodes();
    aggregator.accept(SampleReport.client("c", 0, 0, 100), SampleReport.START, 0);
    aggregator.accept(value, SampleReport.START, 0);
    aggregator.accept(
        SampleReport.client("c", 0, 1, 100, 200).put(field, value), SampleReport.START, 1);
    aggregator.accept(
        SampleReport.client("d", 0, 0, 100, 200)
            .put("histograms", new JsonObject().put("rtt_ns", value)),
        SampleReport.START,
        1);

    aggregator.expire(1);
    JsonObject totals = aggregator.totals("me", SampleReport.START, 1, 1000).toJson();
    assertEquals(4, totals.getJsonObject("reports").getLong("received"));
    TotalsSchema.check(totals);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 1000),
            Arbitraries.of(true, false, false),
            Arbitraries.of(true, false, false),
            Arbitraries.of(true, false, false, false))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  @Provide
  Arbitrary<String> fields() {
    return Arbitraries.of(SampleReport.client("c", 0, 0, 1).fieldNames());
  }

  @Provide
  Arbitrary<Object> values() {
    Arbitrary<Object> leaves =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(40).map(Object.class::cast),
            Arbitraries.longs().map(Object.class::cast),
            Arbitraries.integers().map(Object.class::cast),
            Arbitraries.doubles().map(Object.class::cast),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(60).map(AggregatorPropertyTest::text),
            Arbitraries.of(true, false).map(Object.class::cast));
    Arbitrary<Object> objects =
        Arbitraries.maps(
                Arbitraries.of("received_messages", "rtt_ns", "x", "dropped.a", "A B"), leaves)
            .ofMaxSize(3)
            .map(map -> new JsonObject(new HashMap<>(map)));
    return Arbitraries.oneOf(leaves, objects, leaves.list().ofMaxSize(3).map(JsonArray::new));
  }

  private static Object text(byte[] bytes) {
    return java.util.Base64.getEncoder().encodeToString(bytes);
  }
}

package dev.echopair.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AssertionPropertyTest {

  private record Written(String figure, String sign, double number, String unit, String space) {
    String text() {
      return space + figure + space + sign + space + number + space + unit + space;
    }
  }

  @Property
  void readsWhatIsWellFormed(@ForAll("assertions") List<Written> written) {
    String text = written.stream().map(Written::text).collect(Collectors.joining(","));
    List<Assertion> parsed = Assertion.parse(text);
    assertEquals(written.size(), parsed.size());
    for (int i = 0; i < parsed.size(); i++) {
      assertEquals(written.get(i).text().strip(), parsed.get(i).text());
      assertEquals(written.get(i).sign(), parsed.get(i).comparison().sign());
      assertEquals(written.get(i).number(), parsed.get(i).expected());
    }
  }

  @Property(tries = 5000)
  void anyOtherTextIsRefusedWithAPositionInIt(@ForAll("nearMisses") String text) {
    try {
      assertTrue(!Assertion.parse(text).isEmpty());
    } catch (AssertionSyntaxException e) {
      assertTrue(e.column() >= 1 && e.column() <= text.length() + 1, e.getMessage());
      assertEquals(1, e.getMessage().lines().count());
    }
  }

  @Property
  void textOfAnyKindBreaksNothing(@ForAll String text) {
    anyOtherTextIsRefusedWithAPositionInIt(text);
  }

  @Provide
  Arbitrary<List<Written>> assertions() {
    Arbitrary<String> percentile =
        Arbitraries.doubles().between(0.001, 100).ofScale(3).map(p -> "p" + p);
    Arbitrary<String> times =
        Arbitraries.oneOf(
            percentile,
            Arbitraries.of("min", "mean", "max", "jitter", "uncorrected.p99", "lag.max"));
    Arbitrary<List<String>> figures =
        Arbitraries.oneOf(
            times.map(figure -> List.of(figure, "us")),
            Arbitraries.just(List.of("loss", "%")),
            Arbitraries.of("rate", "requested").map(figure -> List.of(figure, "/s")),
            Arbitraries.of("sent", "lost", "rtt_us.p99", "bytes.sent")
                .map(figure -> List.of(figure, "")));
    return Combinators.combine(
            figures,
            Arbitraries.of("<", "<=", ">", ">=", "=", "==", "!="),
            Arbitraries.doubles().between(0, 100_000).ofScale(2).filter(n -> n == 0 || n >= 0.001),
            Arbitraries.of("", " ", "\t "))
        .as(
            (figure, sign, number, space) ->
                new Written(figure.get(0), sign, number, figure.get(1), space))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> nearMisses() {
    return Arbitraries.of(
            "p99",
            "p",
            "loss",
            "rtt_us.p99",
            "lag.",
            "rate",
            "<",
            "<=",
            "=",
            "!",
            "5",
            "0",
            ".",
            "ms",
            "%",
            "/s",
            "k",
            " ",
            ",",
            "-",
            "\n",
            "\u00b5s",
            "99999999999999999999")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}

package dev.echopair.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssertionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p50<496us",
        "p99<=982.015us",
        "p99 < 1ms",
        "  max\t>  0.98ms ",
        "min>0.5us",
        "p99.9<991us",
        "mean<0.0005s",
        "stddev>0ns",
        "p100>989us",
        "uncorrected.p99<500us",
        "rtt_uncorrected.max<500us",
        "lag.p99<6us",
        "send_lag.min>4us",
        "rtt.p99.9<1s",
        "rtt_us.p99<1000",
        "rtt_us.p99.90<1000",
        "send_lag_us.max<6",
        "jitter=4.2us",
        "jitter_us==4.2",
        "loss=1%",
        "loss<=1.0 %",
        "loss>0",
        "loss_percent=1",
        "loss_percent=1%",
        "sent=1000",
        "sent=1k",
        "sent<0.001M",
        "received!=1000",
        "lost=10",
        "duplicated=4,reordered=5 , corrupted=6,late=3",
        "skipped=8",
        "unknown=7",
        "refused=9",
        "extent=2",
        "reordering_extent=2",
        "rate=100/s",
        "rate>=0.1k/s",
        "rate>0.09k",
        "rate.achieved=100",
        "requested=100/s",
        "rate.requested=100 /s",
        "bytes.sent=64000",
        "duration=10s",
        "duration_s=10",
        "duration_s=10000ms",
        "warmup_s=1",
        "stalls=2",
        "gc_pauses=1",
        "own_share.stalls.max_us=200",
        "own_share.gc_pauses.total_us=1ms",
        "own_share.slowest_in_own_stalls=1",
        "pattern.rate=100",
        "size.min=64",
        "connections=1"
      })
  void holdsEveryFigureAgainstTheResult(String text) {
    List<Assertion> assertions = Assertion.parse(text);
    boolean expected = !text.equals("sent<0.001M");
    assertions.forEach(
        each -> assertEquals(expected, each.check(SampleResult.udp()).met(), each.text()));
  }

  @Test
  void namesEveryNumberOfTheJson() {
    for (Figure figure : Figures.all(Percentiles.parse("1,75,99.999"))) {
      Assertion assertion = Assertion.parse(figure.name() + ">=0").get(0);
      assertEquals(figure.name(), assertion.figure().name());
      assertTrue(assertion.check(SampleResult.udp()).met(), figure.name());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''            | 1  | a figure is missing; write it like p99<5ms",
        "p99<5ms,      | 9  | a figure is missing",
        "p99<5ms,,a<1  | 9  | a figure is expected, not ',a<1'",
        "q99<5ms       | 1  | 'q99' is no figure: the figures are p50",
        "p101<5ms      | 1  | 'p101' is no figure",
        "p0<5ms        | 1  | 'p0' is no figure",
        "lag.p<5ms     | 1  | 'lag.p' is no figure",
        "p99 5ms       | 5  | after 'p99' one of < <= > >= = == != is expected",
        "p99=>5ms      | 5  | a number is expected, not '>5ms'; write it like p99=5ms",
        "p99<          | 5  | a number is expected; write it like p99<5ms",
        "p99<-5ms      | 5  | a number is expected, not '-5ms'",
        "p99<5         | 6  | 'p99' needs a unit, ns, us, ms or s; write it like p99<5ms",
        "p99<5%        | 6  | '%' is no unit of 'p99': ns, us, ms or s; write it like p99<5ms",
        "p99<5min      | 6  | 'min' is no unit of 'p99'",
        "loss<0.1      | 9  | 'loss' needs a unit, %; write it like loss<0.1%",
        "loss<1ms      | 7  | 'ms' is no unit of 'loss': %",
        "lost=1%       | 7  | '%' is no unit of 'lost': k or M; write it like lost<100",
        "rate>9k/m     | 7  | 'k/m' is no unit of 'rate': /s, k/s or M/s",
        "p99<5ms loss  | 9  | a comma or the end is expected, not 'loss'",
        "p99<5ms;a=1   | 8  | a comma or the end is expected, not ';a=1'",
        "p99<1e3ms     | 6  | 'e' is no unit of 'p99'",
      })
  void saysWhatIsWrongAndWhere(String text, int column, String problem) {
    AssertionSyntaxException failure =
        assertThrows(AssertionSyntaxException.class, () -> Assertion.parse(text));
    assertEquals(column, failure.column(), failure.getMessage());
    assertTrue(
        failure.getMessage().startsWith("column " + column + ": " + problem), failure.getMessage());
    assertTrue(failure.getMessage().contains("write it like "), failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"p99<5ms", "p99>0", "max!=1s", "jitter<1s", "loss<100%", "loss=0"})
  void isNotMetWithoutData(String text) {
    Outcome outcome = Assertion.parse(text).get(0).check(SampleResult.empty());
    assertFalse(outcome.met());
    assertEquals("no data", outcome.readable());
  }

  @Test
  void tellsTheActualValue() {
    List<Outcome> outcomes =
        Assertion.checkAll(
            Assertion.parse("p99<1us, loss < 0.1% ,rate>=1k/s,lost=10"), SampleResult.udp());
    assertEquals(
        List.of("982 us", "1.00 %", "100.0/s", "10"),
        outcomes.stream().map(Outcome::readable).toList());
    assertEquals(
        List.of("p99<1us", "loss < 0.1%", "rate>=1k/s", "lost=10"),
        outcomes.stream().map(each -> each.assertion().text()).toList());
    assertEquals(List.of(false, false, false, true), outcomes.stream().map(Outcome::met).toList());
  }
}

package dev.echopair.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void tellsARunInAlignedLines() {
    assertEquals(
        """
        udp://127.0.0.1:7007
        pattern       open loop at 100.0/s, 1 source port
        probes        64 bytes, timeout 2s
        measured      10.0 s after a warm-up of 1s; 1 instance on epoll

        sent          1,000  62.5 KiB
        received        990  63.1 KiB in all
        lost             10  1.00 %
        duplicated        4
        reordered         5  by up to 2 places
        corrupted         6
        late              3  counted as lost
        skipped           8  never sent
        unknown           7
        refused           9  ICMP errors
        rate          100.0/s of 100.0/s requested
        """,
        text(Summary.lines(SampleResult.udp(), Percentiles.DEFAULT, false).subList(0, 16)));
  }

  @Test
  void showsLatenciesAndTheClientOverhead() {
    List<String> lines = Summary.lines(SampleResult.udp(), Percentiles.parse("50,99.9"), false);
    assertTrue(
        lines.stream().anyMatch(line -> line.matches(" +min +mean +p50 +p99\\.9 +max +stddev")),
        text(lines));
    assertTrue(lines.stream().anyMatch(line -> line.matches("round trip( +[0-9.]+ us){6}")));
    assertTrue(lines.contains("jitter        4.20 us (RFC 3550)"));
    assertTrue(
        lines.contains(
            "overhead      2 stalls (longest 200 us, 300 us in all), 1 GC pause (longest 1.00 ms,"
                + " 1.00 ms in all); 1 of the 2 slowest round trips fall into the client's own"
                + " stalls"),
        text(lines));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("warning: 8 sends were skipped")));
  }

  @Test
  void tellsARunWithoutAnyReply() {
    List<String> lines = Summary.lines(SampleResult.empty(), Percentiles.DEFAULT, false);
    assertTrue(lines.stream().anyMatch(line -> line.matches("round trip( +-){8}")), text(lines));
    assertTrue(
        lines.contains("measured      0 us after a warm-up of 1s, interrupted; 1 instance on nio"),
        text(lines));
    assertFalse(text(lines).contains("NaN"));
  }

  @Test
  void listsTheWorstFlowsFirst() {
    List<String> lines = FlowTable.lines(SampleResult.perFlow(30));
    assertEquals(23, lines.size());
    assertTrue(lines.get(1).startsWith("source port "), lines.get(1));
    assertTrue(
        lines.get(2).matches("127\\.0\\.0\\.1:40001 +33 +0 +33 +100\\.00 % .*- +- +-"),
        lines.get(2));
    assertTrue(lines.get(3).startsWith("127.0.0.1:40029 "), "the slowest p99 of the others");
    assertEquals("... and 10 more, none worse", lines.get(22));
    assertEquals(List.of(), FlowTable.lines(SampleResult.udp()));
  }

  @Test
  void tellsAssertionsWithTheirActualValues() {
    List<Outcome> outcomes =
        Assertion.checkAll(Assertion.parse("lost=10,p99<1us"), SampleResult.udp());
    assertEquals(
        "pass  assert lost=10      10\nFAIL  assert p99<1us  982 us\n",
        text(Summary.lines(outcomes, false)));
  }

  @Test
  void isAsciiAndColouredOnlyWhereAsked() {
    String plain = text(Summary.lines(SampleResult.perFlow(4), Percentiles.DEFAULT, false));
    assertTrue(plain.chars().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f)), plain);
    String coloured = text(Summary.lines(SampleResult.perFlow(4), Percentiles.DEFAULT, true));
    assertTrue(coloured.contains("\u001b[33mwarning:\u001b[0m"));
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}

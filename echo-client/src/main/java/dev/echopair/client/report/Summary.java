package dev.echopair.client.report;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.engine.RunResult;
import dev.echopair.client.measure.ProbeCounts;
import dev.echopair.shared.config.Durations;
import dev.echopair.shared.process.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** A result and its assertions as aligned lines of ASCII, for people. */
public final class Summary {

  private static final int LABEL_COLUMNS = 12;

  private static final Map<String, String> DISTRIBUTIONS =
      Map.of(
          "rtt_us", "round trip",
          "rtt_uncorrected_us", "uncorrected",
          "send_lag_us", "send lag");

  private final RunResult result;
  private final Percentiles percentiles;
  private final boolean colour;
  private final List<String> lines = new ArrayList<>();

  private Summary(RunResult result, Percentiles percentiles, boolean colour) {
    this.result = result;
    this.percentiles = percentiles;
    this.colour = colour;
  }

  /**
   * The lines of a result with its warnings.
   *
   * @param colour whether the lines may contain escape sequences for colours
   */
  public static List<String> lines(RunResult result, Percentiles percentiles, boolean colour) {
    Summary summary = new Summary(result, percentiles, colour);
    summary.head();
    summary.lines.add("");
    summary.counts();
    summary.lines.add("");
    summary.times();
    summary.lines.addAll(FlowTable.lines(result));
    for (String warning : result.warnings()) {
      summary.lines.add(Style.WARN.apply("warning:", colour) + " " + warning);
    }
    return summary.lines;
  }

  /** The assertions, each with its verdict and the value that was found. */
  public static List<String> lines(List<Outcome> outcomes, boolean colour) {
    TextTable table = new TextTable();
    for (Outcome outcome : outcomes) {
      table.row(List.of("assert " + outcome.assertion().text(), outcome.readable()));
    }
    List<String> lines = new ArrayList<>(table.lines());
    for (int i = 0; i < outcomes.size(); i++) {
      boolean met = outcomes.get(i).met();
      String verdict = met ? Style.GOOD.apply("pass", colour) : Style.BAD.apply("FAIL", colour);
      lines.set(i, verdict + "  " + lines.get(i));
    }
    return lines;
  }

  /** The sending pattern, as text. */
  static String pattern(RunSpec spec) {
    RunSpec.Pattern pattern = spec.pattern();
    StringBuilder text = new StringBuilder();
    if (pattern.isOpenLoop()) {
      text.append("open loop at ").append(Quantity.rate(pattern.ratePerSecond()));
      if (pattern.depth() > 0) {
        text.append(", up to ").append(pattern.depth()).append(" in flight per flow");
      }
    } else {
      text.append("closed loop, ").append(pattern.depth()).append(" in flight per flow");
    }
    if (!pattern.ramp().isZero()) {
      text.append(", ramp of ").append(Durations.format(pattern.ramp()));
    }
    String flow = spec.isUdp() ? "source port" : "connection";
    text.append(", ");
    return text.append(
            spec.connectOnly() ? "a new connection each" : Quantity.things(spec.flows(), flow))
        .toString();
  }

  /** The size of a probe, as text. */
  static String size(RunSpec spec) {
    int min = spec.size().min();
    int max = spec.size().max();
    return min == max ? min + " bytes" : min + " to " + max + " bytes";
  }

  /** The duration of the measured part, as text. */
  static String duration(RunResult result) {
    Duration warmup = result.spec().stop().warmup();
    return Quantity.seconds(result.elapsed().toNanos() / 1e9)
        + (warmup.isZero() ? "" : " after a warm-up of " + Durations.format(warmup))
        + (result.interrupted() ? ", interrupted" : "");
  }

  /** The client overhead as text: stalls, GC pauses, and the slow round trips that they explain. */
  static String overhead(RunResult result) {
    ClientOverhead stalls = ClientOverhead.stalls(result);
    ClientOverhead pauses = ClientOverhead.pauses(result);
    return overhead(stalls, "stall")
        + ", "
        + overhead(pauses, "GC pause")
        + "; %d of the %s into the client's own stalls"
            .formatted(
                result.slowestDuringStalls(),
                result.slowest().size() == 1
                    ? "1 slowest round trip falls"
                    : result.slowest().size() + " slowest round trips fall");
  }

  private static String overhead(ClientOverhead times, String name) {
    return times.count() == 0
        ? "no " + name
        : "%s (longest %s, %s in all)"
            .formatted(
                Quantity.things(times.count(), name),
                Quantity.micros(times.maxNanos() / 1e3),
                Quantity.micros(times.totalNanos() / 1e3));
  }

  private void head() {
    RunSpec spec = result.spec();
    lines.add(Style.STRONG.apply(spec.target().toString(), colour));
    line("pattern", pattern(spec));
    line(
        "probes",
        (spec.connectOnly() ? "TCP connections" : size(spec))
            + ", timeout "
            + Durations.format(spec.timeout()));
    line(
        "measured",
        "%s; %s on %s"
            .formatted(
                duration(result),
                Quantity.things(result.instances(), "instance"),
                result.transport()));
  }

  private void counts() {
    ProbeCounts counts = result.counts();
    String[][] rows = {
      {"sent", Quantity.count(counts.sent), Quantity.bytes(counts.sentBytes)},
      {"received", Quantity.count(counts.received), Quantity.bytes(counts.replyBytes) + " in all"},
      {"lost", Quantity.count(counts.lost), loss()},
      {"duplicated", Quantity.count(counts.duplicated), ""},
      {"reordered", Quantity.count(counts.reordered), extent()},
      {"corrupted", Quantity.count(counts.corrupted), ""},
      {"late", Quantity.count(counts.late), counts.late == 0 ? "" : "counted as lost"},
      {"skipped", Quantity.count(counts.skipped), counts.skipped == 0 ? "" : "never sent"},
      {"unknown", Quantity.count(counts.unknown), ""},
      {"refused", Quantity.count(counts.refused), "ICMP errors"},
    };
    int columns = 1;
    for (String[] row : rows) {
      columns = Math.max(columns, row[1].length());
    }
    for (String[] row : rows) {
      boolean rare = row[0].equals("unknown") || row[0].equals("refused");
      if (rare && row[1].equals("0")) {
        continue;
      }
      line(
          row[0], (" ".repeat(columns - row[1].length()) + row[1] + "  " + row[2]).stripTrailing());
    }
    line(
        "rate",
        Quantity.rate(result.achievedRate())
            + (result.requestedRate() > 0
                ? " of " + Quantity.rate(result.requestedRate()) + " requested"
                : ""));
  }

  private String loss() {
    OptionalDouble percent = Figures.find("loss").orElseThrow().value(result);
    return percent.isPresent() ? Quantity.percent(percent.getAsDouble()) : "";
  }

  private String extent() {
    long extent = result.counts().reorderingExtent;
    return extent == 0 ? "" : "by up to " + Quantity.things(extent, "place");
  }

  private void times() {
    TextTable table = new TextTable();
    List<String> head = new ArrayList<>(List.of(" ".repeat(LABEL_COLUMNS)));
    for (Figure figure : Figures.distribution("rtt_us", percentiles)) {
      head.add(figure.path().get(1));
    }
    table.row(head);
    for (String name : List.of("rtt_us", "rtt_uncorrected_us", "send_lag_us")) {
      List<String> row = new ArrayList<>(List.of(DISTRIBUTIONS.get(name)));
      for (Figure figure : Figures.distribution(name, percentiles)) {
        OptionalDouble value = figure.value(result);
        row.add(value.isPresent() ? Quantity.micros(value.getAsDouble()) : "-");
      }
      table.row(row);
    }
    lines.addAll(table.lines());
    if (result.counts().received > 0) {
      line("jitter", Quantity.micros(result.jitterNanos() / 1e3) + " (RFC 3550)");
    }
    if (!result.slowest().isEmpty()) {
      line("overhead", overhead(result));
    }
  }

  private void line(String label, String text) {
    lines.add(label + " ".repeat(LABEL_COLUMNS + 2 - label.length()) + text);
  }
}

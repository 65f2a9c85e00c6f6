package dev.echopair.client.report;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.engine.RunResult;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.client.measure.ProbeCounts;
import dev.echopair.shared.config.Durations;
import dev.echopair.shared.process.Quantity;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of the page, in tables that need no script and that screen readers can read. */
final class HtmlTables {

  private static final int MOST_FLOWS = 1_024;
  private static final int MOST_INTERVALS = 60;
  private static final String NONE = "-";

  private static final Map<String, String> DISTRIBUTIONS =
      Map.of(
          "rtt_us", "Round trip",
          "rtt_uncorrected_us", "Uncorrected",
          "send_lag_us", "Send lag");

  private final RunResult result;
  private final Percentiles percentiles;

  HtmlTables(RunResult result, Percentiles percentiles) {
    this.result = result;
    this.percentiles = percentiles;
  }

  /** The client overhead as text: stalls, GC pauses, and the slow round trips that they explain. */
  String overhead() {
    return shown(Summary.overhead(result));
  }

  /** The parameters of the run, as terms with descriptions. */
  String facts() {
    RunSpec spec = result.spec();
    StringBuilder html = new StringBuilder();
    fact(html, "Pattern", Summary.pattern(spec));
    fact(
        html,
        "Probes",
        (spec.connectOnly() ? "TCP connections" : Summary.size(spec))
            + ", timeout "
            + Durations.format(spec.timeout()));
    fact(html, "Measured", Summary.duration(result));
    fact(html, "Started", result.started().truncatedTo(ChronoUnit.MILLIS).toString());
    fact(
        html,
        "Client",
        Quantity.things(result.instances(), "instance") + " on " + result.transport());
    return html.toString();
  }

  /** The list of warnings; empty when there are none. */
  String warnings() {
    StringBuilder html = new StringBuilder();
    for (String warning : result.warnings()) {
      html.append("<li>").append(shown(warning)).append("</li>\n");
    }
    return html.isEmpty()
        ? ""
        : "<section class=\"warnings\" aria-labelledby=\"warnings-title\">\n"
            + "<h2 id=\"warnings-title\">Warnings</h2>\n<ul>\n"
            + html
            + "</ul>\n</section>";
  }

  /** The counts of the probes, as tiles. */
  String counts() {
    ProbeCounts counts = result.counts();
    StringBuilder html = new StringBuilder();
    tile(html, "Sent", Quantity.count(counts.sent), Quantity.bytes(counts.sentBytes), false);
    tile(
        html,
        "Received",
        Quantity.count(counts.received),
        Quantity.bytes(counts.replyBytes) + " in all",
        false);
    OptionalDouble loss = Figures.find("loss").orElseThrow().value(result);
    tile(
        html,
        "Lost",
        Quantity.count(counts.lost),
        loss.isPresent() ? Quantity.percent(loss.getAsDouble()) : "",
        counts.lost > 0);
    tile(
        html,
        "Rate",
        Quantity.rate(result.achievedRate()),
        result.requestedRate() > 0
            ? "of " + Quantity.rate(result.requestedRate()) + " requested"
            : "closed loop",
        false);
    OptionalDouble p99 = Figures.find("p99").orElseThrow().value(result);
    tile(
        html,
        "Round trip, p99",
        p99.isPresent() ? Quantity.micros(p99.getAsDouble()) : "no data",
        "corrected",
        false);
    tile(
        html,
        "Jitter",
        counts.received == 0 ? "no data" : Quantity.micros(result.jitterNanos() / 1e3),
        "RFC 3550",
        false);
    tile(html, "Duplicated", Quantity.count(counts.duplicated), "", counts.duplicated > 0);
    tile(
        html,
        "Reordered",
        Quantity.count(counts.reordered),
        counts.reorderingExtent == 0
            ? ""
            : "by up to " + Quantity.things(counts.reorderingExtent, "place"),
        counts.reordered > 0);
    tile(html, "Corrupted", Quantity.count(counts.corrupted), "", counts.corrupted > 0);
    tile(
        html,
        "Late",
        Quantity.count(counts.late),
        counts.late == 0 ? "" : "counted as lost",
        counts.late > 0);
    tile(
        html,
        "Skipped",
        Quantity.count(counts.skipped),
        counts.skipped == 0 ? "" : "never sent",
        counts.skipped > 0);
    if (counts.refused > 0) {
      tile(html, "Refused", Quantity.count(counts.refused), "ICMP errors", true);
    }
    if (counts.unknown > 0) {
      tile(html, "Unknown", Quantity.count(counts.unknown), "no probe of this run", true);
    }
    return html.toString();
  }

  /** The three distributions, one per row. */
  String latencies() {
    List<String> head = new ArrayList<>(List.of(""));
    Figures.distribution("rtt_us", percentiles).forEach(figure -> head.add(figure.path().get(1)));
    StringBuilder html = new StringBuilder();
    for (String name : List.of("rtt_us", "rtt_uncorrected_us", "send_lag_us")) {
      List<String> row = new ArrayList<>(List.of(DISTRIBUTIONS.get(name)));
      for (Figure figure : Figures.distribution(name, percentiles)) {
        OptionalDouble value = figure.value(result);
        row.add(value.isPresent() ? Quantity.micros(value.getAsDouble()) : NONE);
      }
      row(html, head, row, "");
    }
    return table("Latencies of the measured part", head, html);
  }

  /** The assertions with the values that were found; empty when there are none. */
  String assertions(List<Outcome> outcomes) {
    if (outcomes.isEmpty()) {
      return "";
    }
    List<String> head = List.of("Assertion", "Found", "Verdict");
    StringBuilder html = new StringBuilder();
    for (Outcome outcome : outcomes) {
      row(
          html,
          head,
          List.of(
              outcome.assertion().text(), outcome.readable(), outcome.met() ? "met" : "not met"),
          outcome.met() ? "met" : "unmet");
    }
    return section("assertions", "Assertions", table("Assertions and found values", head, html));
  }

  /** The flows, the worst first; empty when there is only one. */
  String flows() {
    if (result.flows().size() < 2) {
      return "";
    }
    List<String> head =
        List.of(
            result.spec().isUdp() ? "Source port" : "Connection",
            "Sent",
            "Received",
            "Lost",
            "Loss",
            "Duplicated",
            "Reordered",
            "Jitter",
            "p50",
            "p99",
            "Max");
    StringBuilder html = new StringBuilder();
    FlowTable.worstFirst(result).stream()
        .limit(MOST_FLOWS)
        .forEach(flow -> row(html, head, flow(flow), flow.counts().lost > 0 ? "lossy" : ""));
    int left = result.flows().size() - MOST_FLOWS;
    String note =
        left <= 0
            ? ""
            : "<p class=\"note\">%d more are not shown; none is worse.</p>".formatted(left);
    return section(
        "flows",
        result.spec().isUdp() ? "Source ports" : "Connections",
        table("The worst first", head, html) + note);
  }

  /** The time lines as a table. */
  String intervals(TimeLine timeLine) {
    List<String> head =
        List.of(
            "Seconds",
            "Sent",
            "Received",
            "Lost",
            "Late",
            "Skipped",
            "p50",
            "p99",
            "Max",
            "Send lag, p99",
            "Stalled");
    StringBuilder html = new StringBuilder();
    for (TimePoint point : timeLine.atMost(MOST_INTERVALS).points()) {
      row(
          html,
          head,
          List.of(
              "%.1f to %.1f%s"
                  .formatted(
                      point.fromSeconds(), point.toSeconds(), point.warmup() ? " (warm-up)" : ""),
              Quantity.count(point.counts().sent),
              Quantity.count(point.counts().received),
              Quantity.count(point.counts().lost),
              Quantity.count(point.counts().late),
              Quantity.count(point.counts().skipped),
              micros(point.rtt().get(0)),
              micros(point.rtt().get(2)),
              micros(point.rtt().get(4)),
              micros(point.sendLagP99()),
              micros(point.stalledMicros())),
          point.counts().lost > 0 ? "lossy" : "");
    }
    return table("Intervals, warm-up included", head, html);
  }

  private static List<String> flow(FlowCounts flow) {
    ProbeCounts counts = flow.counts();
    String local = ResultJson.local(flow.local());
    return List.of(
        local.isEmpty() ? "#" + flow.flow() : local,
        Quantity.count(counts.sent),
        Quantity.count(counts.received),
        Quantity.count(counts.lost),
        Quantity.percent(100 * FlowTable.loss(flow)),
        Quantity.count(counts.duplicated),
        Quantity.count(counts.reordered),
        counts.received == 0 ? NONE : Quantity.micros(flow.jitterNanos() / 1e3),
        FlowTable.percentile(flow, 50),
        FlowTable.percentile(flow, 99),
        FlowTable.percentile(flow, 100));
  }

  private static String micros(double value) {
    return Double.isNaN(value) ? NONE : Quantity.micros(value);
  }

  /** Text for the page; unlike a terminal, the page is not limited to ASCII. */
  private static String shown(String text) {
    return Html.escape(text.replaceAll("(?<=[0-9] )us\\b", "\u00b5s"));
  }

  private static void fact(StringBuilder html, String term, String description) {
    html.append("<div><dt>").append(term).append("</dt><dd>");
    html.append(shown(description)).append("</dd></div>\n");
  }

  private static void tile(
      StringBuilder html, String term, String value, String detail, boolean bad) {
    html.append("<div").append(bad ? " class=\"bad\"" : "").append("><dt>").append(term);
    html.append("</dt><dd>").append(shown(value)).append("</dd>");
    if (!detail.isEmpty()) {
      html.append("<dd class=\"detail\">").append(shown(detail)).append("</dd>");
    }
    html.append("</div>\n");
  }

  private static void row(StringBuilder html, List<String> head, List<String> cells, String style) {
    html.append(style.isEmpty() ? "<tr>" : "<tr class=\"" + style + "\">");
    html.append("<th scope=\"row\">").append(Html.escape(cells.get(0))).append("</th>");
    for (int i = 1; i < cells.size(); i++) {
      // A narrow screen shows this label beside the value instead of the head of the column.
      html.append("<td data-label=\"").append(Html.escape(head.get(i))).append("\">");
      html.append(shown(cells.get(i))).append("</td>");
    }
    html.append("</tr>\n");
  }

  private static String table(String caption, List<String> head, StringBuilder rows) {
    StringBuilder html = new StringBuilder("<table><caption>").append(Html.escape(caption));
    html.append("</caption>\n<thead><tr>");
    for (String each : head) {
      html.append(
          each.isEmpty() ? "<td></td>" : "<th scope=\"col\">" + Html.escape(each) + "</th>");
    }
    return html.append("</tr></thead>\n<tbody>\n")
        .append(rows)
        .append("</tbody></table>\n")
        .toString();
  }

  private static String section(String id, String title, String content) {
    return "<section aria-labelledby=\"%s-title\">%n<h2 id=\"%s-title\">%s</h2>%n%s</section>"
        .formatted(id, id, title, content)
        .replace("\r\n", "\n");
  }
}

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Shows medians, spread and ratios to C of the samples: as Markdown tables, JSON, SVG and HTML. */
final class ComparisonPage {

  private static final String REFERENCE = "c";

  /** A measurement is disturbed when others use more of a processor than this, in percent. */
  private static final double DISTURBED = 25;

  /**
   * The undisturbed rounds of a subject, or all rounds when all were disturbed. Each ratio uses C's
   * measurement of the same round: changes of the machine's speed affect both.
   */
  // Rows are never compared with each other.
  @SuppressWarnings("ArrayRecordComponent")
  private record Row(
      String half,
      String work,
      String subject,
      double[] rates,
      double[] ratios,
      double[] costRatios,
      String rounds,
      double nanos,
      double p50,
      double p99,
      double lost,
      double switches,
      double others) {}

  private final JsonObject document;
  private final List<Count> counts;
  private final List<Row> rows = new ArrayList<>();

  ComparisonPage(JsonObject document, List<Sample> samples, List<Count> counts) {
    this.document = document;
    this.counts = counts;
    LinkedHashSet<List<String>> keys = new LinkedHashSet<>();
    samples.stream()
        .sorted((a, b) -> Integer.compare(a.round(), b.round()))
        .forEach(sample -> keys.add(List.of(sample.half(), sample.work(), sample.subject())));
    // Subjects of the same work stay together, also when they were measured in different rounds.
    List<List<String>> works = keys.stream().map(key -> key.subList(0, 2)).distinct().toList();
    List<List<String>> ordered = new ArrayList<>(keys);
    ordered.sort(Comparator.comparingInt(key -> works.indexOf(key.subList(0, 2))));
    for (List<String> key : ordered) {
      List<Sample> all = select(samples, key.get(0), key.get(1), key.get(2));
      List<Sample> of = undisturbed(all);
      List<Sample> to = undisturbed(select(samples, key.get(0), key.get(1), reference(key.get(0))));
      boolean disturbed = of.stream().anyMatch(ComparisonPage::isDisturbed);
      rows.add(
          new Row(
              key.get(0),
              key.get(1),
              key.get(2),
              sorted(of.stream().mapToDouble(Sample::rate)),
              ratios(of, to, Sample::rate, false),
              ratios(of, to, Sample::nanosPerMessage, true),
              (disturbed ? "0" : of.size()) + " of " + all.size(),
              median(of, Sample::nanosPerMessage),
              median(of, Sample::p50),
              median(of, Sample::p99),
              of.stream().mapToDouble(Sample::lost).sum(),
              median(of, Sample::switchesPerMessage),
              median(of, Sample::othersPercent)));
    }
  }

  private static String reference(String half) {
    return half.equals("open") ? "sockperf" : REFERENCE;
  }

  private static List<Sample> select(
      List<Sample> samples, String half, String work, String subject) {
    return samples.stream()
        .filter(s -> s.half().equals(half) && s.work().equals(work) && s.subject().equals(subject))
        .toList();
  }

  private static boolean isDisturbed(Sample sample) {
    return sample.othersPercent() > DISTURBED;
  }

  private static List<Sample> undisturbed(List<Sample> samples) {
    List<Sample> quiet = samples.stream().filter(s -> !isDisturbed(s)).toList();
    return quiet.isEmpty() ? samples : quiet;
  }

  private static double[] ratios(
      List<Sample> of, List<Sample> to, ToDoubleFunction<Sample> value, boolean inverse) {
    double otherwise = median(to, value);
    return to.isEmpty() || Double.isNaN(otherwise)
        ? new double[0]
        : sorted(
            of.stream()
                .mapToDouble(
                    sample -> {
                      double each = value.applyAsDouble(sample);
                      double reference = ofRound(to, sample.round(), value, otherwise);
                      return inverse ? reference / each : each / reference;
                    }));
  }

  private static double ofRound(
      List<Sample> samples, int round, ToDoubleFunction<Sample> value, double otherwise) {
    return samples.stream()
        .filter(sample -> sample.round() == round)
        .mapToDouble(value)
        .findFirst()
        .orElse(otherwise);
  }

  private static double[] sorted(DoubleStream values) {
    return values.sorted().toArray();
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
    return median(sorted(samples.stream().mapToDouble(value)));
  }

  private static double median(double[] sorted) {
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  // --- tables

  String table() {
    StringBuilder text = new StringBuilder();
    for (String half : List.of("server", "client")) {
      List<Row> of = rows.stream().filter(row -> row.half().equals(half)).toList();
      if (!of.isEmpty()) {
        text.append(half.equals("server") ? SERVERS : CLIENTS);
        of.forEach(row -> text.append(line(row)));
      }
    }
    List<Row> open = rows.stream().filter(row -> row.half().equals("open")).toList();
    if (!open.isEmpty()) {
      text.append(OPEN);
      for (Row row : open) {
        text.append(
            format(
                "| %s | %s | %s | %s | %s | %s |\n",
                row.work(),
                row.subject(),
                spread(row.rates(), "%,.0f"),
                spread(row.ratios(), "%.2f"),
                number(row.p50(), "%,.0f"),
                number(row.p99(), "%,.0f")));
      }
    }
    if (!counts.isEmpty()) {
      text.append(COUNTS);
      for (Count count : counts) {
        text.append(
            format(
                "| %s | %s | %s | %s | %s | %s |\n",
                count.half(),
                count.work(),
                count.subject(),
                number(count.calls(), "%.3f"),
                count.top(),
                number(count.bytes(), "%.2f")));
      }
    }
    return text.toString();
  }

  private static final String COLUMNS =
      """
      | work | %s | messages/s, median (least to most) | rate to C | cost to C | ns/message | p50 us | p99 us | lost | waits/message | others %% | undisturbed |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      """;
  private static final String SERVERS =
      "\n### Servers, driven by the C generator\n\n" + COLUMNS.formatted("server");
  private static final String CLIENTS =
      "\n### Clients in a closed loop, against the C servers\n\n" + COLUMNS.formatted("client");
  private static final String OPEN =
      """

      ### Clients in an open loop: highest rate

      | work | client | messages/s, median (least to most) | rate to sockperf | send lag p50 us | send lag p99 us |
      | --- | --- | --- | --- | --- | --- |
      """;
  private static final String COUNTS =
      """

      ### Per message

      | half | work | program | system calls | of these | bytes allocated on event loops |
      | --- | --- | --- | --- | --- | --- |
      """;

  private static String line(Row row) {
    return format(
        "| %s | %s | %s | %s | %s | %s | %s | %s | %.0f | %s | %s | %s |\n",
        row.work(),
        row.subject(),
        spread(row.rates(), "%,.0f"),
        spread(row.ratios(), "%.2f"),
        number(median(row.costRatios()), "%.2f"),
        number(row.nanos(), "%,.0f"),
        number(row.p50(), "%,.0f"),
        number(row.p99(), "%,.0f"),
        row.lost(),
        number(row.switches(), "%.3f"),
        number(row.others(), "%.0f"),
        row.rounds());
  }

  private static String spread(double[] sorted, String form) {
    if (sorted.length == 0 || Double.isNaN(sorted[0])) {
      return "-";
    }
    return format(form, median(sorted))
        + (sorted.length == 1
            ? ""
            : format(" (" + form + " to " + form + ")", sorted[0], sorted[sorted.length - 1]));
  }

  private static String number(double value, String form) {
    return Double.isNaN(value) ? "-" : format(form, value);
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }

  // --- JSON

  /** Rounds to four significant digits; null for NaN and infinity. */
  static Double rounded(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return null;
    }
    return Math.abs(value) >= 1000 ? Math.rint(value) : Double.valueOf(format("%.4g", value));
  }

  String json() {
    JsonArray results = new JsonArray();
    for (Row row : rows) {
      results.add(
          new JsonObject()
              .put("half", row.half())
              .put("work", row.work())
              .put("subject", row.subject())
              .put("messages_per_s", json(row.rates()))
              .put("rate_to_" + reference(row.half()), json(row.ratios()))
              .put("cost_to_" + reference(row.half()), json(row.costRatios()))
              .put("processor_ns_per_message", rounded(row.nanos()))
              .put(
                  "rtt_us",
                  new JsonObject().put("p50", rounded(row.p50())).put("p99", rounded(row.p99())))
              .put("lost", row.lost())
              .put("voluntary_switches_per_message", rounded(row.switches()))
              .put("others_percent", rounded(row.others()))
              .put("undisturbed_rounds", row.rounds()));
    }
    return document.copy().put("results", results).encodePrettily() + "\n";
  }

  private static JsonObject json(double[] sorted) {
    return sorted.length == 0
        ? null
        : new JsonObject()
            .put("median", rounded(median(sorted)))
            .put("min", rounded(sorted[0]))
            .put("max", rounded(sorted[sorted.length - 1]));
  }

  // --- the chart

  private static final int WIDTH = 860;
  private static final int LEFT = 230;

  /** The ratio at which a longer bar is cut; the number beside the bar has the real ratio. */
  private static final double LONGEST_BAR = 1.5;

  private static final int BAR = 16;
  private static final int HEAD = 30;

  /** Draws the ratios as bars with their spread, and a line at 1, the speed of C. */
  String chart() {
    List<Row> shown =
        rows.stream()
            .filter(row -> !row.subject().equals(reference(row.half())))
            .filter(row -> row.ratios().length > 0)
            .toList();
    double highest =
        shown.stream().mapToDouble(row -> row.ratios()[row.ratios().length - 1]).max().orElse(1);
    // A subject that is many times faster must not make all other bars too short to compare.
    double most = Math.min(LONGEST_BAR, Math.max(1.2, highest));
    double scale = (WIDTH - LEFT - 60) / most;
    StringBuilder bars = new StringBuilder();
    int y = HEAD;
    String group = "";
    for (Row row : shown) {
      String title = row.half() + " " + row.work();
      if (!title.equals(group)) {
        y += 24;
        bars.append(format("<text x='8' y='%d' class='work'>%s</text>\n", y - 2, title));
        y += 4;
        group = title;
      }
      double ratio = median(row.ratios());
      double middle = y + BAR / 2.0 - 2;
      bars.append(
          format("<text x='%d' y='%d' class='name'>%s</text>\n", LEFT - 8, y + 11, row.subject()));
      bars.append(
          format(
              "<rect x='%d' y='%d' width='%.1f' height='%d' class='%s'/>\n",
              LEFT,
              y,
              Math.min(ratio, most) * scale,
              BAR - 4,
              row.subject().startsWith("echo-") ? "ours" : "other"));
      bars.append(
          format(
              "<path d='M%.1f %.1fH%.1f' class='spread'/>\n",
              LEFT + Math.min(row.ratios()[0], most) * scale,
              middle,
              LEFT + Math.min(row.ratios()[row.ratios().length - 1], most) * scale));
      double cost = median(row.costRatios());
      if (!Double.isNaN(cost)) {
        bars.append(
            format(
                "<circle cx='%.1f' cy='%.1f' r='3.5' class='cost'/>\n",
                LEFT + cost * scale, middle));
      }
      bars.append(
          format(
              "<text x='%.1f' y='%d' class='value'>%s%.2f</text>\n",
              LEFT
                  + Math.min(
                          Math.max(
                              row.ratios()[row.ratios().length - 1], Double.isNaN(cost) ? 0 : cost),
                          most)
                      * scale
                  + 8,
              y + 11,
              ratio > most ? "\u2192 " : "",
              ratio));
      y += BAR;
    }
    y += 12;
    StringBuilder lines = new StringBuilder();
    for (double at = 0; at <= most; at += 0.25) {
      lines.append(
          format(
              "<path d='M%.1f %dV%d' class='%s'/>\n",
              LEFT + at * scale, HEAD, y, at == 1 ? "one" : "grid"));
      lines.append(
          format(
              "<text x='%.1f' y='%d' class='tick'>%s</text>\n",
              LEFT + at * scale, HEAD - 6, format("%.2f", at)));
    }
    return format(
        """
        <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d' role='img'
          aria-label='Rates divided by the rates of C'>
        <style>
        svg { background: #fff; font: 12px sans-serif; } text { fill: #222; }
        .work { font-weight: bold; } .name { text-anchor: end; } .tick { text-anchor: middle; fill: #666; }
        .ours { fill: #1f6fb2; } .other { fill: #b8c2cc; } .spread { stroke: #222; stroke-width: 2; fill: none; }
        .cost { fill: #fff; stroke: #b3261e; stroke-width: 1.5; } .grid { stroke: #e4e7ea; } .one { stroke: #b3261e; stroke-width: 1.5; }
        </style>
        <text x='8' y='%d'>to C; open loop: to sockperf</text>
        %s%s</svg>
        """,
        WIDTH, y + 10, WIDTH, y + 10, HEAD - 6, lines, bars);
  }

  String html() {
    JsonObject machine = document.getJsonObject("machine");
    return format(
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>As fast as C?</title>
        <style>body { font: 15px/1.5 sans-serif; margin: 2em auto; max-width: 72em; padding: 0 1em; color: #222; background: #fff; }
        table { border-collapse: collapse; font-size: 13px; } th, td { padding: 2px 8px; border-bottom: 1px solid #e4e7ea; text-align: left; }
        svg { max-width: 100%%; height: auto; }</style></head><body>
        <h1>As fast as C?</h1>
        <p>%s, %d processors (%s), Linux %s, %s, load %.2f before. A bar shows the median of the
        ratios of a rate to the rate of C in the same round; the line on the bar goes from the lowest to the highest ratio.
        A ring shows the processor time per message of C divided by that of the program. Bar and ring are equal when the program was the
        limit; the ring depends less on other load.</p>
        %s
        %s
        </body></html>
        """,
        document.getValue("time"),
        machine.getInteger("processors"),
        escaped(machine.getString("model")),
        machine.getString("kernel"),
        escaped(machine.getString("jdk")),
        machine.getDouble("load_before"),
        chart(),
        tablesAsHtml());
  }

  private String tablesAsHtml() {
    StringBuilder html = new StringBuilder();
    boolean inTable = false;
    for (String line : table().lines().toList()) {
      boolean row = line.startsWith("|");
      if (inTable && !row) {
        html.append("</table>\n");
      }
      if (row && !line.startsWith("| ---")) {
        String cell = inTable ? "td" : "th";
        html.append(inTable ? "" : "<table>").append("<tr>");
        for (String text : line.substring(2, line.length() - 2).split(" \\| ", -1)) {
          html.append("<" + cell + ">" + escaped(text) + "</" + cell + ">");
        }
        html.append("</tr>\n");
      } else if (line.startsWith("#")) {
        html.append("<h2>" + escaped(line.replace("#", "").strip()) + "</h2>\n");
      }
      inTable = row;
    }
    return html + (inTable ? "</table>\n" : "");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

package dev.echopair.client.watch;

import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.metrics.Metric;
import dev.echopair.shared.process.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Lays out a view as lines: the viewing node and the age, one line for each role and transport,
 * then each node with its instances. The result depends only on the arguments. No line is wider
 * than the frame; columns that do not fit are omitted, the least important first.
 */
final class WatchPage {

  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle BOLD = PLAIN.bold();
  private static final AttributedStyle FAINT = PLAIN.faint();
  private static final AttributedStyle GOOD = PLAIN.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle ODD = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle BAD = PLAIN.foreground(AttributedStyle.RED);
  private static final AttributedStyle TREND = PLAIN.foreground(AttributedStyle.CYAN);

  private static final int MIN_NAME = 13;
  private static final int MAX_NAME = 30;
  private static final int MIN_TREND = 8;
  private static final int MAX_TREND = 60;

  /** Minimum lines for nodes; with fewer, the head scrolls with them. */
  private static final int MIN_BODY = 4;

  private static final List<Column> COLUMNS =
      List.of(
          new Column(
              "IN/s",
              7,
              1,
              row -> quantity(row.rate(Metric.RECEIVED_MESSAGES), Quantity::shortCount)),
          new Column(
              "OUT/s", 7, 2, row -> quantity(row.rate(Metric.SENT_MESSAGES), Quantity::shortCount)),
          new Column(
              "IN B/s",
              8,
              6,
              row -> quantity(row.rate(Metric.RECEIVED_BYTES), Quantity::shortBytes)),
          new Column(
              "OUT B/s", 8, 7, row -> quantity(row.rate(Metric.SENT_BYTES), Quantity::shortBytes)),
          new Column(
              "CONN",
              6,
              8,
              row -> quantity(row.gauge(Metric.CONNECTIONS_OPEN), Quantity::shortCount)),
          new Column("P50", 7, 3, row -> quantity(row.recent("p50"), Quantity::shortMicros)),
          new Column("P99", 7, 4, row -> quantity(row.recent("p99"), Quantity::shortMicros)),
          new Column("MAX", 7, 5, row -> quantity(row.recent("max"), Quantity::shortMicros)),
          new Column(
              "LOST",
              6,
              9,
              row -> quantity(row.counter(Metric.LOST_MESSAGES), Quantity::shortCount)),
          new Column("DROP", 6, 10, row -> Quantity.shortCount(drops(row))));

  /** Counters that are shown in words below a total when they are above 0. */
  private static final List<Metric> MISHAPS =
      List.of(
          Metric.CORRUPTED_MESSAGES,
          Metric.DUPLICATED_MESSAGES,
          Metric.LATE_MESSAGES,
          Metric.LOST_MESSAGES,
          Metric.REFUSED_MESSAGES,
          Metric.REORDERED_MESSAGES,
          Metric.UNSENT_MESSAGES);

  private final WatchModel model;
  private final Frame frame;
  private final Instant now;
  private final long nowNanos;
  private final List<Column> columns;
  private final int nameWidth;
  private final int trendWidth;

  /**
   * The area of a page.
   *
   * @param width number of columns
   * @param height number of lines; 0 for all lines, without scrolling
   * @param scroll number of lines of the nodes above the first one that is shown
   * @param unicode whether the terminal can show more than ASCII
   */
  record Frame(int width, int height, int scroll, boolean unicode) {}

  /**
   * A laid out page.
   *
   * @param lines the lines, at most the height of the frame
   * @param scroll the scroll position: the requested one, limited to the content
   * @param pageLines number of lines that a page key scrolls
   */
  record Page(List<AttributedString> lines, int scroll, int pageLines) {}

  private record Column(
      String title, int width, int rank, Function<TotalsView.Row, String> value) {}

  private WatchPage(WatchModel model, Frame frame, Instant now, long nowNanos) {
    this.model = model;
    this.frame = frame;
    this.now = now;
    this.nowNanos = nowNanos;
    int left = frame.width() - MIN_NAME - MIN_TREND - 1;
    List<Column> fitting = new ArrayList<>();
    for (int rank = 1; rank <= COLUMNS.size(); rank++) {
      Column column = ranked(rank);
      if (column.width() > left) {
        break;
      }
      left -= column.width();
      fitting.add(column);
    }
    this.columns = COLUMNS.stream().filter(fitting::contains).toList();
    int forName = Math.min(MAX_NAME - MIN_NAME, Math.max(0, left) / 2);
    this.nameWidth = Math.max(0, Math.min(MIN_NAME + forName, frame.width()));
    this.trendWidth = Math.min(MAX_TREND, MIN_TREND + Math.max(0, left) - forName);
  }

  /**
   * Lays out a model.
   *
   * @param now the wall clock, to compare with the times of the nodes
   * @param nowNanos the monotonic clock, for the age of the view
   */
  static Page of(WatchModel model, Frame frame, Instant now, long nowNanos) {
    return new WatchPage(model, frame, now, nowNanos).page();
  }

  private Page page() {
    List<AttributedString> head = new ArrayList<>(header());
    List<AttributedString> body = new ArrayList<>();
    model
        .view()
        .ifPresent(
            view -> {
              head.add(titles());
              view.totals().forEach(row -> total(row, head));
              view.nodes().forEach(node -> node(node, body));
            });
    return frame.height() <= 0 ? whole(head, body) : scrolled(head, body);
  }

  private static Page whole(List<AttributedString> head, List<AttributedString> body) {
    List<AttributedString> all = new ArrayList<>(head);
    all.addAll(body);
    return new Page(all, 0, 0);
  }

  private Page scrolled(List<AttributedString> head, List<AttributedString> body) {
    boolean fixed = head.size() + MIN_BODY < frame.height();
    List<AttributedString> still = fixed ? head : List.of();
    List<AttributedString> moving = fixed ? body : whole(head, body).lines();
    int room = Math.max(0, frame.height() - still.size() - 1);
    int scroll = Math.max(0, Math.min(frame.scroll(), moving.size() - room));
    int end = Math.min(moving.size(), scroll + room);
    List<AttributedString> lines = new ArrayList<>(still);
    lines.addAll(moving.subList(scroll, end));
    while (lines.size() < frame.height() - 1) {
      lines.add(AttributedString.EMPTY);
    }
    lines.add(footer(scroll, end, moving.size()));
    return new Page(lines, scroll, Math.max(1, room - 1));
  }

  private List<AttributedString> header() {
    List<AttributedString> lines = new ArrayList<>();
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    lines.add(line(BOLD, "echo watch", PLAIN, "  " + model.source() + "  ", FAINT, time));
    Optional<TotalsView> known = model.view();
    if (known.isPresent()) {
      TotalsView view = known.get();
      long up = view.nodes().stream().filter(TotalsView.Node::up).count();
      long gone = view.nodes().size() - up;
      double age = model.ageSeconds(nowNanos);
      lines.add(
          line(
              PLAIN,
              "seen by " + view.viewer() + ", ",
              age > 3 ? BAD : PLAIN,
              age < 100
                  ? String.format(Locale.ROOT, "%.1fs ago", Math.max(0, age))
                  : Quantity.age((long) age) + " ago",
              PLAIN,
              ": " + nodes(up) + " up",
              gone > 0 ? ODD : PLAIN,
              gone > 0 ? ", " + gone + " gone" : ""));
      lines.add(
          line(
              PLAIN,
              "reports: " + view.received() + " received, ",
              view.lost() > 0 ? ODD : PLAIN,
              view.lost() + " lost",
              PLAIN,
              ", ",
              view.ignored() > 0 ? ODD : PLAIN,
              view.ignored() + " ignored"));
    }
    lines.add(
        model
            .problem()
            .map(problem -> line(BAD, problem + "; trying again"))
            .orElseGet(
                () -> known.isPresent() ? AttributedString.EMPTY : line(FAINT, "waiting ...")));
    return lines;
  }

  private static String nodes(long count) {
    return count == 1 ? "1 node" : count + " nodes";
  }

  private AttributedString titles() {
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.styled(FAINT, left("ALL NODES", nameWidth));
    columns.forEach(column -> line.styled(FAINT, right(column.title(), column.width())));
    line.styled(FAINT, " " + left("TREND", trendWidth));
    return fitted(line);
  }

  private void total(TotalsView.Row row, List<AttributedString> lines) {
    String count = row.instances() == 1 ? "" : " x" + row.instances();
    lines.add(numbers(row, row.name() + count, row.up(), BOLD));
    String mishaps = mishaps(row);
    if (!mishaps.isEmpty()) {
      lines.add(line(ODD, "  " + mishaps));
    }
  }

  private void node(TotalsView.Node node, List<AttributedString> lines) {
    lines.add(AttributedString.EMPTY);
    if (node.up()) {
      lines.add(line(BOLD, node.name(), GOOD, "  up"));
    } else {
      String since =
          node.lastSeen()
              .map(seen -> ", last seen " + Quantity.age(Duration.between(seen, now).toSeconds()))
              .map(text -> text + " ago")
              .orElse("");
      lines.add(line(FAINT, node.name(), ODD, "  gone" + since));
    }
    for (TotalsView.Row row : node.instances()) {
      boolean up = node.up() && row.up();
      lines.add(numbers(row, "  " + row.name(), up, up ? PLAIN : FAINT));
    }
  }

  private AttributedString numbers(
      TotalsView.Row row, String name, boolean up, AttributedStyle style) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.styled(style, left(TerminalText.clean(name, frame.unicode()), nameWidth));
    for (Column column : columns) {
      String value = column.value().apply(row);
      boolean odd = column.rank() > 8 && !value.equals("0") && !value.equals("-");
      line.styled(odd && up ? ODD : style, right(value, column.width()));
    }
    if (up) {
      line.styled(
          TREND,
          " " + Sparkline.of(model.history().of(row), Math.max(0, trendWidth), frame.unicode()));
    } else {
      line.styled(FAINT, " gone");
    }
    return fitted(line);
  }

  private AttributedString footer(int from, int to, int of) {
    String keys = "q quits";
    String position = "";
    if (of > to - from) {
      keys += frame.unicode() ? "  ↑ ↓ PgUp PgDn scroll" : "  arrows, PgUp, PgDn scroll";
      position = "  lines %d to %d of %d".formatted(from + 1, to, of);
    }
    return line(FAINT, keys + position);
  }

  /** Returns the drops by reason and other failures in words; empty when there are none. */
  private static String mishaps(TotalsView.Row row) {
    List<String> words = new ArrayList<>();
    for (Metric mishap : MISHAPS) {
      String name = mishap.title().toLowerCase(Locale.ROOT);
      addMishap(words, name, row.counter(mishap).orElse(0));
    }
    row.counters()
        .forEach(
            (counter, value) ->
                DropReason.labelOf(counter)
                    .ifPresent(reason -> addMishap(words, reason.replace('_', ' '), value)));
    return String.join(", ", words);
  }

  private static void addMishap(List<String> words, String name, double count) {
    if (count > 0) {
      words.add(name + " " + Quantity.shortCount(count));
    }
  }

  private static double drops(TotalsView.Row row) {
    return row.counters().entrySet().stream()
        .filter(counter -> DropReason.labelOf(counter.getKey()).isPresent())
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static String quantity(OptionalDouble value, Function<Double, String> format) {
    return value.isPresent() ? format.apply(value.getAsDouble()) : "-";
  }

  private static Column ranked(int rank) {
    return COLUMNS.stream().filter(column -> column.rank() == rank).findFirst().orElseThrow();
  }

  /** Returns a line of alternating styles and texts. */
  private AttributedString line(Object... stylesAndTexts) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    int left = frame.width();
    for (int i = 0; i < stylesAndTexts.length; i += 2) {
      String text = TerminalText.clean((String) stylesAndTexts[i + 1], frame.unicode());
      String fitting = TerminalText.cut(text, left, frame.unicode());
      left -= TerminalText.width(fitting);
      line.styled((AttributedStyle) stylesAndTexts[i], fitting);
    }
    return line.toAttributedString();
  }

  /** Cuts a line of numbers, because a frame may be narrower than its minimum width. */
  private AttributedString fitted(AttributedStringBuilder line) {
    return line.columnLength() > frame.width()
        ? line.columnSubSequence(0, Math.max(0, frame.width()))
        : line.toAttributedString();
  }

  private String left(String text, int width) {
    return TerminalText.left(text, width, frame.unicode());
  }

  private String right(String text, int width) {
    return TerminalText.right(text, width, frame.unicode());
  }
}

import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.metrics.HistogramCodec;
import dev.echopair.shared.metrics.Metric;
import dev.echopair.shared.metrics.MetricsReport;
import dev.echopair.shared.metrics.Reporter;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Prints the output of {@code --print-metrics} as a table: the last report of each verticle
 * instance. The column "lost" has the lost probes of a client or the drops of a server. Exits with
 * 1 when a probe was lost, corrupted or duplicated, or when there was no probe.
 *
 * <p>Run as {@code java -cp echo-client.jar MetricsTable.java FILE...}: the fat jar contains the
 * classes of the reports.
 */
final class MetricsTable {

  private static final List<String> HEADINGS =
      List.of(
          "role",
          "transport",
          "node",
          "probe",
          "instance",
          "sent",
          "received",
          "bytes sent",
          "lost",
          "rtt p50",
          "rtt p99",
          "lag p50");

  /** The number of columns with words; the other columns have numbers. */
  private static final int WORDS = 4;

  /** Earlier round trips are left out: the JVM still compiles. */
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  private static final Comparator<MetricsReport> IN_ORDER =
      Comparator.comparing((MetricsReport report) -> report.reporter().role())
          .thenComparing(report -> report.reporter().transport())
          .thenComparing(report -> report.reporter().node())
          .thenComparing(report -> report.reporter().instance());

  private static final List<String> DAMAGE =
      List.of(
          Metric.DUPLICATED_MESSAGES.busName(),
          Metric.CORRUPTED_MESSAGES.busName(),
          Metric.REFUSED_MESSAGES.busName());

  private MetricsTable() {}

  public static void main(String[] files) throws IOException {
    List<List<MetricsReport>> instances = new ArrayList<>();
    for (String file : files) {
      instances.addAll(reportsByInstance(Path.of(file)));
    }
    instances.sort(Comparator.comparing(MetricsTable::last, IN_ORDER));
    print(instances.stream().map(MetricsTable::row).toList());
    List<String> problems = problems(instances.stream().map(MetricsTable::last).toList());
    problems.forEach(System.out::println);
    if (!problems.isEmpty()) {
      System.exit(1);
    }
  }

  private static Collection<List<MetricsReport>> reportsByInstance(Path file) throws IOException {
    Map<Reporter, List<MetricsReport>> reports = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      MetricsReport report = MetricsReport.fromJson(new JsonObject(line));
      reports.computeIfAbsent(report.reporter(), reporter -> new ArrayList<>()).add(report);
    }
    return reports.values();
  }

  private static MetricsReport last(List<MetricsReport> reports) {
    return reports.get(reports.size() - 1);
  }

  private static List<String> row(List<MetricsReport> reports) {
    MetricsReport report = last(reports);
    Reporter reporter = report.reporter();
    Histogram roundTrips = interval(reports, Metric.RTT.busName());
    return List.of(
        reporter.role(),
        reporter.transport(),
        reporter.node(),
        reporter.labels().getOrDefault("probe", "-"),
        String.valueOf(reporter.instance()),
        count(report, Metric.SENT_MESSAGES.busName()),
        count(report, Metric.RECEIVED_MESSAGES.busName()),
        count(report, Metric.SENT_BYTES.busName()),
        reporter.role().equals("client") ? String.valueOf(lost(report)) : dropped(report),
        percentile(roundTrips, 50),
        percentile(roundTrips, 99),
        percentile(interval(reports, Metric.SEND_LAG.busName()), 50));
  }

  /** The last histogram minus an early one: histograms are cumulative. */
  private static Histogram interval(List<MetricsReport> reports, String name) {
    MetricsReport last = last(reports);
    if (!last.histograms().containsKey(name)) {
      return null;
    }
    Histogram between = HistogramCodec.decode(last.histograms().get(name));
    Instant warm = reports.get(0).time().plus(WARM_UP);
    reports.stream()
        .limit(reports.size() - 1L)
        .filter(report -> !report.time().isBefore(warm))
        .findFirst()
        .ifPresent(r -> between.subtract(HistogramCodec.decode(r.histograms().get(name))));
    return between;
  }

  /** Lost probes without late ones: a late reply was counted as lost when its timeout passed. */
  private static long lost(MetricsReport report) {
    return report.counters().getOrDefault(Metric.LOST_MESSAGES.busName(), 0L)
        - report.counters().getOrDefault(Metric.LATE_MESSAGES.busName(), 0L);
  }

  private static String dropped(MetricsReport report) {
    return String.valueOf(
        report.counters().entrySet().stream()
            .filter(counter -> DropReason.labelOf(counter.getKey()).isPresent())
            .mapToLong(Map.Entry::getValue)
            .sum());
  }

  private static String count(MetricsReport report, String counter) {
    Long value = report.counters().get(counter);
    return value == null ? "-" : String.valueOf(value);
  }

  private static String percentile(Histogram histogram, double percentile) {
    return histogram == null || histogram.getTotalCount() == 0
        ? "-"
        : String.format(
            Locale.ROOT, "%.3f ms", histogram.getValueAtPercentile(percentile) / 1_000_000.0);
  }

  private static void print(List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>(rows);
    all.add(0, HEADINGS);
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width = all.stream().mapToInt(cells -> cells.get(at).length()).max().orElse(0);
        String format = "%" + (column < WORDS ? "-" : "") + width + "s  ";
        line.append(String.format(Locale.ROOT, format, row.get(column)));
      }
      System.out.println(line.toString().stripTrailing());
    }
  }

  private static List<String> problems(List<MetricsReport> reports) {
    List<String> problems = new ArrayList<>();
    for (MetricsReport report : reports) {
      if (report.reporter().role().equals("client")) {
        String probe = report.reporter().labels().get("probe");
        if (lost(report) > 0) {
          problems.add("probe %s: %d lost".formatted(probe, lost(report)));
        }
        for (String counter : DAMAGE) {
          long count = report.counters().getOrDefault(counter, 0L);
          if (count > 0) {
            problems.add("probe %s: %s is %d, not 0".formatted(probe, counter, count));
          }
        }
        if (report.counters().getOrDefault(Metric.RECEIVED_MESSAGES.busName(), 0L) == 0) {
          problems.add("probe %s: no reply at all".formatted(probe));
        }
      }
    }
    if (reports.stream().noneMatch(report -> report.reporter().role().equals("client"))) {
      problems.add("no probe has reported");
    }
    return problems;
  }
}

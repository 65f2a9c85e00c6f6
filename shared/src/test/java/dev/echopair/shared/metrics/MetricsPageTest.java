package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.shared.process.ExitCode;
import dev.echopair.shared.testing.GeneratedPage;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks that {@code deploy/metrics.md} matches the definitions in the code. */
final class MetricsPageTest {

  /** The meaning of each exit code. */
  private static final Map<Integer, String> EXIT_CODES =
      new TreeMap<>(
          Map.of(
              ExitCode.OK, "Success",
              ExitCode.FAILED,
                  "The work failed: an address could not be bound, a peer could not be reached, or"
                      + " a reply was lost or wrong",
              ExitCode.USAGE,
                  "The command line or the configuration is wrong, or a key file cannot be read",
              ExitCode.ASSERTION,
                  "An `--assert` was not met; with assertions, these alone decide between 0 and 3",
              ExitCode.INTERRUPTED, "Interrupted from the keyboard (SIGINT)"));

  @Test
  void thePageSaysWhatTheCodeDefines() {
    new GeneratedPage("deploy/metrics.md", "shared", MetricsPageTest.class).check(page());
  }

  @Test
  void everyEventHasAMeaning() throws IllegalAccessException {
    assertEquals(
        List.copyOf(constants(EchoEvents.class, String.class).values()),
        EchoEvents.MEANINGS.stream().map(EchoEvents.Meaning::event).sorted().toList());
  }

  @Test
  void everyExitCodeHasAMeaning() throws IllegalAccessException {
    assertEquals(
        constants(ExitCode.class, int.class).values().stream().sorted().toList(),
        EXIT_CODES.keySet().stream().map(String::valueOf).sorted().toList());
  }

  private static String page() {
    return """
    # Metrics, bus addresses and exit codes

    This page is made from the code, by `MetricsPageTest`; do not edit it.

    ## Metrics

    A verticle counts in plain fields and publishes a report once per interval. Each metric is
    defined once, in `dev.echopair.shared.metrics.Metric`.

    How instances become one value:
    """
        + bullets()
        + """

        Totals hold the percentiles of a histogram in microseconds: `rtt_ns` becomes `rtt_us`.
        In Prometheus every metric has the labels `role` (`server` or `client`) and `transport`
        (`tcp` or `udp`); a client's has the label `probe`, too. Histograms are in seconds.

        """
        + table(
            "Name on the bus | Name in Prometheus | Kind | Unit | Reported by | Meaning", rows())
        + """

        ## Reasons of drops

        A report counts drops by reason, as `dropped.REASON`. In Prometheus the reason is a label:
        `echo_dropped_total{reason="idle_timeout"}`. A reason is reported from its first drop on.

        """
        + table("Reason | Reported by | What is dropped", reasons())
        + """

        ## Addresses on the event bus

        Bodies are JSON objects. The JSON Schemas are in `echo-shared.jar`, in
        `dev/echopair/shared/metrics`. The bus delivers at most once: gaps in the `sequence` of
        reports are shown as lost reports, and counters are cumulative, so that a lost report loses
        no count.

        """
        + table("Address | Kind | Body", addresses())
        + """

        ## Events

        An event has the fields `version`, `time`, `node`, `role`, `event`, `message` (for people)
        and `details`.

        """
        + table("Event | Meaning", events())
        + """

        ## Exit codes

        They are the same for both programs.

        """
        + table("Code | Meaning", exitCodeRows());
  }

  private static String bullets() {
    return Arrays.stream(Metric.Kind.values())
        .map(kind -> "\n- " + word(kind) + ": " + kind.sum())
        .collect(Collectors.joining("", "", "\n"));
  }

  private static List<List<String>> rows() {
    return Arrays.stream(Metric.values())
        .map(
            metric ->
                List.of(
                    code(metric.busName() + (metric == Metric.DROPPED ? ".REASON" : "")),
                    code(metric.prometheusName()),
                    word(metric.kind()),
                    metric.unit().label(),
                    reporters(metric.reportedAt()),
                    metric.help()))
        .toList();
  }

  private static List<List<String>> reasons() {
    return Arrays.stream(DropReason.values())
        .map(reason -> List.of(code(reason.label()), reporters(reason.reportedAt()), reason.help()))
        .toList();
  }

  private static List<List<String>> addresses() {
    return BusAddress.CONTRACT.stream()
        .map(
            entry ->
                List.of(
                    entry.addresses().stream()
                        .map(MetricsPageTest::code)
                        .collect(Collectors.joining(" ")),
                    entry.kind(),
                    entry.body()))
        .toList();
  }

  private static List<List<String>> events() {
    return EchoEvents.MEANINGS.stream()
        .map(meaning -> List.of(code(meaning.event()), meaning.text()))
        .toList();
  }

  private static List<List<String>> exitCodeRows() {
    return EXIT_CODES.entrySet().stream()
        .map(entry -> List.of(String.valueOf(entry.getKey()), entry.getValue()))
        .toList();
  }

  /** The values of the public constants of this type as text; each value is key and value. */
  private static Map<String, String> constants(Class<?> owner, Class<?> type)
      throws IllegalAccessException {
    Map<String, String> constants = new TreeMap<>();
    for (Field field : owner.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == type) {
        String value = String.valueOf(field.get(null));
        constants.put(value, value);
      }
    }
    return constants;
  }

  /** The verticles behind the addresses, as people name them: {@code server tcp}. */
  private static String reporters(List<String> addresses) {
    if (addresses.equals(BusAddress.REPORTS)) {
      return "all";
    }
    return addresses.stream()
        .map(address -> address.substring("echo.metrics.".length()).replace('.', ' '))
        .collect(Collectors.joining(", "));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String code(String text) {
    return '`' + text + '`';
  }

  private static String table(String headings, List<List<String>> rows) {
    StringBuilder table = new StringBuilder("| " + headings + " |\n");
    table.append("| --- ".repeat(headings.split("\\|", -1).length)).append("|\n");
    for (List<String> row : rows) {
      table.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    return table.toString();
  }
}

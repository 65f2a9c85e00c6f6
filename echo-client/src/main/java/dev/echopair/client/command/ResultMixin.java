package dev.echopair.client.command;

import dev.echopair.client.engine.Interval;
import dev.echopair.client.engine.RunResult;
import dev.echopair.client.report.Assertion;
import dev.echopair.client.report.AssertionSyntaxException;
import dev.echopair.client.report.Outcome;
import dev.echopair.client.report.Percentiles;
import dev.echopair.client.report.ResultFormat;
import dev.echopair.client.report.ResultOutputException;
import dev.echopair.client.report.ResultOutputs;
import dev.echopair.client.report.Summary;
import dev.echopair.shared.process.ExitCode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the commands that measure for their results: outputs and assertions. */
final class ResultMixin {

  private final Map<ResultFormat, String> names = new EnumMap<>(ResultFormat.class);
  private final List<Assertion> assertions = new ArrayList<>();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--assert",
      paramLabel = "EXPR",
      description = {
        "Exit with 3 unless all comparisons hold; the option can be repeated. Separate comparisons"
            + " by commas, and quote them: 'p99<5ms,loss<0.1%%,rate>=9900/s'. Figures are pNN, min,"
            + " mean, max, stddev, the same with the prefix 'uncorrected.' or 'lag.', jitter, loss,"
            + " sent, lost, duplicated ..., and every number of --json by its name."
      })
  private List<String> expressions = List.of();

  @Option(
      names = "--percentiles",
      paramLabel = "LIST",
      defaultValue = "50,90,99,99.9",
      description = "Percentiles of the summary; --json has these and more [${DEFAULT-VALUE}].")
  private String percentileList;

  @Option(names = "--no-summary", description = "Print only the assertions, no summary.")
  private boolean noSummary;

  private Percentiles percentiles = Percentiles.DEFAULT;
  private ResultOutputs outputs;

  @Option(
      names = "--json",
      paramLabel = "FILE|-",
      description = "Write the result as JSON; - is stdout, here and below.")
  void json(String name) {
    names.put(ResultFormat.JSON, name);
  }

  @Option(names = "--csv", paramLabel = "FILE|-", description = "Write one row per interval.")
  void csv(String name) {
    names.put(ResultFormat.CSV, name);
  }

  @Option(
      names = "--hgrm",
      paramLabel = "FILE|-",
      description = "Write the percentiles of the round trip for the plotter of HdrHistogram.")
  void hgrm(String name) {
    names.put(ResultFormat.HGRM, name);
  }

  @Option(
      names = "--hlog",
      paramLabel = "FILE|-",
      description = "Write the histograms of each interval as an HdrHistogram log.")
  void hlog(String name) {
    names.put(ResultFormat.HLOG, name);
  }

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write an HTML page with charts, complete in one file.")
  void html(String name) {
    names.put(ResultFormat.HTML, name);
  }

  @Option(
      names = "--junit",
      paramLabel = "FILE|-",
      description = "Write one test case per assertion as JUnit XML.")
  void junit(String name) {
    names.put(ResultFormat.JUNIT, name);
  }

  /**
   * Checks the options, and opens or creates the outputs. Call it before the run.
   *
   * @throws ParameterException when an assertion, a percentile or an output is wrong
   */
  void open() {
    for (String expression : expressions) {
      try {
        assertions.addAll(Assertion.parse(expression));
      } catch (AssertionSyntaxException e) {
        throw wrong("--assert '%s': %s".formatted(printable(expression), e.getMessage()));
      }
    }
    try {
      percentiles = Percentiles.parse(percentileList);
    } catch (IllegalArgumentException e) {
      throw wrong("--percentiles: " + e.getMessage());
    }
    try {
      outputs = ResultOutputs.openBlocking(names, percentiles);
    } catch (ResultOutputException e) {
      throw wrong(e.getMessage());
    }
  }

  /** Returns whether an output goes to stdout; then texts for the user go to stderr. */
  boolean takesStdout() {
    return names.containsValue("-");
  }

  /** Receives each interval at its end; may be called on an event loop. */
  void interval(Interval row) {
    outputs.interval(row);
  }

  /**
   * Prints the summary and the assertions for the user, and writes all outputs. Blocks.
   *
   * @param interrupted whether the user ended the run
   * @return the exit code of the run; a run without any reply has failed
   */
  int finish(RunResult result, boolean interrupted) {
    int exitCode = finish(result, takesStdout() ? System.err : System.out);
    if (interrupted) {
      return ExitCode.INTERRUPTED;
    }
    return exitCode == ExitCode.OK && result.counts().received == 0 ? ExitCode.FAILED : exitCode;
  }

  /**
   * Prints the summary and the assertions and writes all outputs. Blocks.
   *
   * @param human stream for the summary and the assertions
   * @return the exit code; an assertion that does not hold has priority over a failed output
   */
  int finish(RunResult result, PrintStream human) {
    boolean colour = human == System.out && Ansi.AUTO.enabled();
    if (!noSummary) {
      Summary.lines(result, percentiles, colour).forEach(human::println);
    }
    List<Outcome> outcomes = Assertion.checkAll(assertions, result);
    Summary.lines(outcomes, colour).forEach(human::println);
    human.flush();
    List<String> problems = outputs.finishBlocking(result, outcomes);
    problems.forEach(problem -> System.err.println("echo-client: " + problem));
    if (!outcomes.stream().allMatch(Outcome::met)) {
      return ExitCode.ASSERTION;
    }
    return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Returns whether all assertions hold for a result; prints nothing. */
  boolean meetsAssertions(RunResult result) {
    return Assertion.checkAll(assertions, result).stream().allMatch(Outcome::met);
  }

  /** Returns whether the user gave assertions. */
  boolean hasAssertions() {
    return !expressions.isEmpty();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Returns the user's text without control characters, for a message of one line. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}

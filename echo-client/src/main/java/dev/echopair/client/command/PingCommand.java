package dev.echopair.client.command;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.engine.RunResult;
import dev.echopair.shared.config.Durations;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.process.LineWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ping}: sends a probe per interval and prints a line per reply. */
@Command(
    name = "ping",
    description = {
      "Sends a probe per interval and measures round trips, loss, duplicates, reordering, jitter.",
      "Prints a line per reply and a summary at the end. Ctrl-C ends; Ctrl-\\ on a terminal,"
          + " SIGUSR1 or SIGINFO (if the system has it) prints the summary so far. A round trip"
          + " counts from the intended send time until the client has read the reply."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo-client ping udp://127.0.0.1:7007",
      "  echo-client ping -c 100 -i 10ms -q tcp://127.0.0.1:7007",
      "  echo-client ping --connect -c 5 tcp://127.0.0.1:7007",
      "  echo-client ping -c 60 --assert 'p99<5ms' udp://127.0.0.1:7007",
      "",
      "Exit codes: 0 with replies, 1 without any reply, 2 wrong usage,",
      "3 an --assert does not hold, 130 interrupted."
    })
public final class PingCommand implements Callable<Integer> {

  @Mixin private ExchangeMixin exchange;

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      description = "Stop after N probes; without this option, continue until stopped.")
  private Long count;

  @Option(
      names = {"-w", "--deadline"},
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Stop after this time, independent of the number of probes.")
  private Duration deadline;

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description = "Interval between probes, at least 1ms; seconds without a unit [1s].")
  private Duration interval;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only the summary.")
  private boolean quiet;

  @Option(names = "-D", description = "Begin each line with the time, in seconds since 1970.")
  private boolean timestamps;

  @Option(
      names = "--connect",
      description = "Open a connection per probe and measure the connect time (tcp://, tls://).")
  private boolean connect;

  @Mixin private RunMixin run;

  @Mixin private ResultMixin results;

  @Override
  public Integer call() {
    RunSpec spec = spec();
    results.open();
    try (RunSession session = run.session(1)) {
      session.rehearse(spec);
      LineWriter out =
          results.takesStdout()
              ? LineWriter.standardError(session.vertx())
              : LineWriter.standardOutput(session.vertx());
      out.print(heading(spec));
      RunResult result = run(session, spec, out);
      out.flush();
      return results.finish(result, session.isInterrupted());
    }
  }

  private RunResult run(RunSession session, RunSpec spec, LineWriter out) {
    PingLines lines = new PingLines(out, spec.target().hostPort(), quiet, timestamps, connect);
    StatusRequests requests = StatusRequests.tellOn(() -> System.err.println(lines.summary()));
    try {
      return session.run(spec, lines, results::interval);
    } finally {
      requests.close();
    }
  }

  private RunSpec spec() {
    if (count != null && count < 1) {
      throw run.wrong("--count " + count + " is not at least 1");
    }
    if (connect && exchange.target().scheme() == Endpoint.Scheme.UDP) {
      throw run.wrong("--connect opens connections, but UDP has none: use tcp:// or tls://");
    }
    StopCondition stop =
        new StopCondition(
            deadline == null ? Duration.ZERO : deadline, count == null ? 0 : count, Duration.ZERO);
    return run.spec(exchange, Pattern.every(interval), stop, 1, connect, false);
  }

  private String heading(RunSpec spec) {
    return "PING %s: %s every %s"
        .formatted(
            spec.target(),
            connect ? "a connection" : spec.size().text() + " bytes",
            Durations.format(interval));
  }
}

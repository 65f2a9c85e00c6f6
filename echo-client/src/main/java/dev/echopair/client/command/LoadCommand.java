package dev.echopair.client.command;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.engine.RunResult;
import dev.echopair.shared.net.Endpoint;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load}: closed or open loop over many connections, and what came of it. */
@Command(
    name = "load",
    description = {
      "Drives a load and measures it.",
      "With --depth alone a closed loop: each reply lets the next probe go. With --rate an open"
          + " loop: probes go at their time whatever comes back, and latencies count from that"
          + " time, so that none is hidden by a wait (no coordinated omission). With both, sends"
          + " wait for room and keep their times, as wrk2 does it."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo-client load --depth 16 -n 50 -d 10s tcp://127.0.0.1:7007",
      "  echo-client load --rate 10k -d 30s --warmup 5s udp://127.0.0.1:7007",
      "  echo-client load --rate 1000 --source-ports 64 udp://127.0.0.1:7007",
      "  echo-client load --rate 2000 --html load.html tcp://127.0.0.1:7007",
      "  echo-client load --find-max -d 2s --assert 'p99<1ms' tcp://127.0.0.1:7007",
      "",
      "Exit codes: 0 when replies came, 1 when none did, 2 wrong usage,",
      "3 an --assert was not met, 130 interrupted."
    })
public final class LoadCommand implements Callable<Integer> {

  private static final int MAX_FLOWS = 60_000;
  private static final int MAX_INSTANCES = 64;
  private static final int MAX_DEPTH = 100_000;

  @Mixin private ExchangeMixin exchange;

  @Option(
      names = {"-n", "--connections"},
      paramLabel = "N",
      description = "Connections, or for UDP sockets, that share the load [1].")
  private Integer connections;

  @Option(
      names = {"-r", "--rate"},
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Probes per second, all connections together, evenly spaced: 1000, 10k/s.")
  private Double rate;

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "Probes in flight per connection at most [1 without --rate].")
  private Integer depth;

  @Option(
      names = {"-d", "--duration"},
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long to measure, behind the warm-up [10s].")
  private Duration duration;

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      description = "Stop after so many probes, warm-up included.")
  private Long count;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      defaultValue = "0s",
      converter = DurationConverter.OrZero.class,
      description = "Leave what is sent in this time at the start out of the result [0s].")
  private Duration warmup;

  @Option(
      names = "--ramp",
      paramLabel = "TIME",
      defaultValue = "0s",
      converter = DurationConverter.OrZero.class,
      description = "Let the rate grow evenly over this time at the start [0s].")
  private Duration ramp;

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "1",
      description = "Verticle instances, each on an event loop of its own [${DEFAULT-VALUE}].")
  private int instances;

  @Option(
      names = "--source-ports",
      paramLabel = "N",
      description =
          "Send from so many UDP ports and show each one's loss and latency: paths that routers"
              + " choose by port become visible.")
  private Integer sourcePorts;

  @Option(
      names = "--find-max",
      description =
          "Search the highest rate that meets every --assert, given up when it fails three times;"
              + " each try takes --warmup and --duration.")
  private boolean findMax;

  @Mixin private RunMixin run;

  @Mixin private ResultMixin results;

  @Override
  public Integer call() {
    RunSpec spec = spec();
    results.open();
    try (RunSession session = run.session(Math.min(instances, spec.flows()))) {
      session.rehearse(spec);
      StatusLine status = StatusLine.of(spec);
      RunResult result =
          findMax
              ? new HighestRate(session, spec, results, status).find()
              : session.run(
                  spec,
                  status,
                  interval -> {
                    results.interval(interval);
                    status.show(interval);
                  });
      status.clear();
      return results.finish(result, session.isInterrupted());
    }
  }

  private RunSpec spec() {
    check(connections, "--connections", MAX_FLOWS);
    check(sourcePorts, "--source-ports", MAX_FLOWS);
    check(depth, "--depth", MAX_DEPTH);
    check(instances, "--instances", MAX_INSTANCES);
    if (count != null && count < 1) {
      throw run.wrong("--count " + count + " is not at least 1");
    }
    if (sourcePorts != null && (connections != null || !isUdp())) {
      throw run.wrong("--source-ports goes with udp:// and instead of --connections");
    }
    if (!ramp.isZero() && rate == null) {
      throw run.wrong("--ramp lets a rate grow: give --rate");
    }
    if (findMax && (!results.hasAssertions() || depth != null || count != null)) {
      throw run.wrong(
          "--find-max searches a rate that meets assertions: give --assert 'p99<1ms,loss=0%', and"
              + " neither --depth nor --count");
    }
    boolean open = rate != null || findMax;
    int inFlight = depth == null ? (open ? 0 : 1) : depth;
    Pattern pattern =
        new Pattern(rate == null ? (findMax ? HighestRate.FIRST : 0) : rate, inFlight, ramp);
    Duration measured = duration == null && count == null ? Duration.ofSeconds(10) : duration;
    StopCondition stop =
        new StopCondition(
            measured == null ? Duration.ZERO : measured, count == null ? 0 : count, warmup);
    int flows = sourcePorts != null ? sourcePorts : connections != null ? connections : 1;
    return run.spec(exchange, pattern, stop, flows, false, sourcePorts != null);
  }

  private void check(Integer value, String option, int max) {
    if (value != null && (value < 1 || value > max)) {
      throw run.wrong("%s %d is not from 1 to %d".formatted(option, value, max));
    }
  }

  private boolean isUdp() {
    return exchange.target().scheme() == Endpoint.Scheme.UDP;
  }
}

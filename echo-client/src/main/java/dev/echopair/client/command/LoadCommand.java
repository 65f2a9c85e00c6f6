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

/** {@code load}: a closed or open loop over many connections, and its result. */
@Command(
    name = "load",
    description = {
      "Sends probes as a load and measures round trips, loss and rate.",
      "--depth alone is a closed loop: each reply releases the next probe. --rate is an open loop:"
          + " each probe has an intended send time, independent of the replies, and its round"
          + " trip counts from that time (no coordinated omission). With both, a send waits for"
          + " room and keeps its intended time, as in wrk2."
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
      "Exit codes: 0 with replies, 1 without any reply, 2 wrong usage,",
      "3 an --assert does not hold, 130 interrupted."
    })
public final class LoadCommand implements Callable<Integer> {

  private static final int MAX_FLOWS = 60_000;
  private static final int MAX_INSTANCES = 64;
  private static final int MAX_DEPTH = 100_000;

  @Mixin private ExchangeMixin exchange;

  @Option(
      names = {"-n", "--connections"},
      paramLabel = "N",
      description = "Number of connections that share the load; for UDP, number of sockets [1].")
  private Integer connections;

  @Option(
      names = {"-r", "--rate"},
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Probes per second in total, evenly spaced: 1000, 10k/s.")
  private Double rate;

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "Maximum number of probes in flight per connection [1 without --rate].")
  private Integer depth;

  @Option(
      names = {"-d", "--duration"},
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long to measure after the warm-up [10s].")
  private Duration duration;

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      description = "Stop after N probes, warm-up included.")
  private Long count;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      defaultValue = "0s",
      converter = DurationConverter.OrZero.class,
      description = "Leave the probes of this time at the start out of the result [0s].")
  private Duration warmup;

  @Option(
      names = "--ramp",
      paramLabel = "TIME",
      defaultValue = "0s",
      converter = DurationConverter.OrZero.class,
      description = "Increase the rate evenly over this time at the start [0s].")
  private Duration ramp;

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of verticle instances, each on its own event loop [${DEFAULT-VALUE}].")
  private int instances;

  @Option(
      names = "--source-ports",
      paramLabel = "N",
      description =
          "Number of UDP source ports. The result has loss and latency of each port, so that"
              + " equal-cost paths become visible.")
  private Integer sourcePorts;

  @Option(
      names = "--find-max",
      description =
          "Search the highest rate that meets every --assert. A rate is rejected after three"
              + " failed attempts; each attempt takes --warmup and --duration.")
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
      throw run.wrong("--source-ports goes with udp:// only, and replaces --connections");
    }
    if (!ramp.isZero() && rate == null) {
      throw run.wrong("--ramp increases the rate: give --rate");
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

package dev.echopair.client.command;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.SizeRange;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.shared.launch.TransportChoice;
import dev.echopair.shared.net.DatagramPort;
import dev.echopair.shared.net.Endpoint;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the commands that measure for their runs, beside the target. */
final class RunMixin {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-s", "--size"},
      paramLabel = "BYTES[-BYTES]",
      defaultValue = "64",
      converter = SizeRangeConverter.class,
      description =
          "Bytes of a probe, with its header of 40 bytes, or a range of sizes"
              + " [${DEFAULT-VALUE}].")
  private SizeRange size;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "Transport: auto, epoll, io_uring, kqueue or nio [${DEFAULT-VALUE}].")
  private String transport;

  @Option(
      names = "--report-interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description = "Length of the intervals that the result lists [${DEFAULT-VALUE}].")
  private Duration interval;

  SizeRange size() {
    return size;
  }

  /** Returns the specification of the run. */
  RunSpec spec(
      ExchangeMixin exchange,
      Pattern pattern,
      StopCondition stop,
      int flows,
      boolean connectOnly,
      boolean perFlow) {
    if (exchange.target().scheme() == Endpoint.Scheme.UDP
        && size.max() > DatagramPort.MAX_PAYLOAD) {
      throw wrong(
          "--size %d is too long for a datagram: %d bytes is the limit; use tcp://"
              .formatted(size.max(), DatagramPort.MAX_PAYLOAD));
    }
    return new RunSpec(
        spec.name(),
        exchange.target(),
        Optional.ofNullable(exchange.localAddress()),
        exchange.trust(),
        pattern,
        flows,
        size,
        exchange.timeout(),
        stop,
        interval,
        connectOnly,
        perFlow);
  }

  /** Makes a session with this number of verticle instances; rejects an unavailable transport. */
  RunSession session(int instances) {
    try {
      TransportChoice.resolve(transport);
    } catch (IllegalArgumentException e) {
      throw wrong("--transport: " + e.getMessage());
    }
    return new RunSession(ClientVertx.measuring(instances, transport), instances);
  }

  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}

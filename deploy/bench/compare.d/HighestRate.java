import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the highest open-loop rate that a client keeps, with a C server or sockperf's server. */
final class HighestRate {

  private static final double FIRST_RATE = 10_000;

  /** Start of the search. At lower rates processors sleep deeper, and their timers are later. */
  private static final int FIRST_RATE_OF_CLIENT = 100_000;

  private static final double RATE_PRECISION = 1.06;

  private final Options options;
  private final Servers servers;

  HighestRate(Options options, Servers servers) {
    this.options = options;
    this.servers = servers;
  }

  /** The highest rate without lost, skipped or delayed probes, found by the client's own search. */
  KeptRate ofClient(String protocol) throws Exception {
    int port = servers.port(protocol.equals("tcp") ? "c" : "c-mmsg", protocol);
    List<String> command = new ArrayList<>(List.of("java", "-jar", options.clientJar(), "load"));
    command.addAll(List.of("--find-max", "--rate", Integer.toString(FIRST_RATE_OF_CLIENT)));
    command.addAll(List.of("--warmup", "2s", "-d", options.seconds() + "s"));
    command.addAll(List.of("--assert", "lag.p99<1ms,skipped=0,lost=0", "--no-summary"));
    command.addAll(List.of("--json", "-", protocol + "://127.0.0.1:" + port));
    try (Program load = new Program(Program.ANY_PROCESSOR, command)) {
      String output = load.output(Duration.ofMinutes(15));
      if (load.exitCode() != 0) {
        return new KeptRate(0, Double.NaN, Double.NaN);
      }
      JsonObject result = new JsonObject(output.substring(output.indexOf('{')));
      JsonObject lag = result.getJsonObject("send_lag_us");
      return new KeptRate(
          result.getJsonObject("rate").getDouble("requested"),
          lag.getDouble("p50"),
          lag.getDouble("p99"));
    }
  }

  /** Doubles the rate until two trials lose messages, then bisects. */
  KeptRate ofSockperf(String protocol) throws Exception {
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    for (double rate = FIRST_RATE; rate >= 100 && high / low > RATE_PRECISION; ) {
      boolean kept = sockperfKeeps(protocol, rate);
      if (!kept) {
        kept = sockperfKeeps(protocol, rate);
      }
      if (kept) {
        low = rate;
        rate = Double.isInfinite(high) ? rate * 2 : (low + high) / 2;
      } else {
        high = rate;
        rate = (low + high) / 2;
      }
    }
    return new KeptRate(low, Double.NaN, Double.NaN);
  }

  private boolean sockperfKeeps(String protocol, double rate) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("sockperf", "under-load", "-i", "127.0.0.1", "-m", "64"));
    command.addAll(List.of("-p", Integer.toString(servers.port("sockperf", protocol))));
    command.addAll(List.of("-t", Integer.toString(options.seconds()), "--reply-every", "1"));
    command.addAll(List.of("--mps", Long.toString(Math.round(rate))));
    if (protocol.equals("tcp")) {
      command.add("--tcp");
    }
    try (Program load = new Program(Program.ANY_PROCESSOR, command)) {
      String output = load.output(Duration.ofSeconds(options.seconds() + 30));
      double time = found(output, "\\[Valid Duration] RunTime=([0-9.]+)");
      double sent = found(output, "\\[Valid Duration].*SentMessages=(\\d+)");
      double dropped = found(output, "dropped messages = (\\d+)");
      return dropped == 0 && sent >= 0.99 * rate * time;
    }
  }

  /** The number that a pattern finds, or NaN, for which every comparison is false. */
  private static double found(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
  }
}

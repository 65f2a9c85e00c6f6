package dev.echopair.client.command;

import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.client.watch.BusTotals;
import dev.echopair.client.watch.HttpTotals;
import dev.echopair.client.watch.TotalsSource;
import dev.echopair.client.watch.WatchSession;
import dev.echopair.shared.config.ClusterConfig;
import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigLoader;
import dev.echopair.shared.config.ConfigSources;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code watch}: shows live metrics of all nodes, as a terminal screen or as lines. */
@Command(
    name = "watch",
    description = {
      "Shows live metrics of all nodes: rates, round-trip times of the last interval, drops.",
      "A screen on a terminal (q quits, arrows and PgUp/PgDn scroll), a table per interval"
          + " elsewhere, or JSON lines."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo-client watch",
      "  echo-client watch --url http://10.0.0.5:7080 --token-file token",
      "  echo-client watch -cluster --cluster.members 10.0.0.5,10.0.0.6 --cluster.host 10.0.0.9",
      "  echo-client watch --json | jq -c '.totals[] | [.role, .transport, .rates]'"
    })
public final class WatchCommand implements Callable<Integer> {

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      converter = NodeUrlConverter.class,
      description =
          "Ask the node with this HTTP address for its view of all nodes"
              + " [http://127.0.0.1:7080].")
  private URI url;

  @Option(
      names = "-cluster",
      description = "Join the cluster's event bus and watch it, instead of asking a node.")
  private boolean cluster;

  @Option(
      names = "--cluster.members",
      paramLabel = "HOST,...",
      description = "Hosts of the cluster, as in the configuration of the services (-cluster).")
  private String members;

  @Option(
      names = "--cluster.host",
      paramLabel = "ADDRESS",
      description = "Address of this machine that the members can reach (-cluster).")
  private String clusterHost;

  @Option(
      names = "--cluster.name",
      paramLabel = "NAME",
      description = "The cluster's name (-cluster).")
  private String clusterName;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "The node's management.token; visible to other users of this machine.")
  private String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Read the node's management.token from a file.")
  private Path tokenFile;

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description = "Interval of the views, at least 100ms [${DEFAULT-VALUE}].")
  private Duration interval;

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      description = "End after N intervals; exit code 1 when no totals were received.")
  private Long count;

  @Option(names = "--json", description = "Print the totals as one JSON object per line.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    Optional<String> shown = token();
    try (ClientVertx client =
        cluster ? ClientVertx.clustered(clusterConfig()) : new ClientVertx()) {
      TotalsSource source =
          cluster
              ? new BusTotals(client.vertx(), interval)
              : new HttpTotals(
                  client.vertx(),
                  url == null ? HttpTotals.parse("http://127.0.0.1:7080") : url,
                  shown,
                  interval);
      boolean colour = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
      return new WatchSession(source, count == null ? 0 : count).run(json, colour);
    }
  }

  /**
   * Reads the cluster section of the configuration as the services do, from the environment, the
   * system properties and the options.
   */
  private ClusterConfig clusterConfig() {
    JsonObject overrides = new JsonObject();
    put(overrides, "cluster.members", members);
    put(overrides, "cluster.host", clusterHost);
    put(overrides, "cluster.name", clusterName);
    ConfigSources sources = new ConfigSources(OptionalInt.empty(), null, overrides);
    try (ClientVertx client = new ClientVertx()) {
      ConfigLoader loader = new ConfigLoader(ProbeServiceConfig.SCHEMA);
      JsonObject config = client.run(() -> loader.load(client.vertx(), sources));
      return ClusterConfig.from(config.getJsonObject("cluster"));
    } catch (ConfigException e) {
      throw wrong(e.problems().get(0).toString());
    }
  }

  private static void put(JsonObject overrides, String key, String value) {
    if (value != null) {
      overrides.put(key, value);
    }
  }

  private void check() {
    if (cluster && (url != null || token != null || tokenFile != null)) {
      throw wrong("-cluster reads the event bus: leave out --url and --token");
    }
    if (token != null && tokenFile != null) {
      throw wrong("--token and --token-file exclude each other");
    }
    if (count != null && count < 1) {
      throw wrong("--count " + count + " is not at least 1");
    }
    if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
      throw wrong("--interval is shorter than 100ms");
    }
  }

  private Optional<String> token() {
    String given = token;
    if (tokenFile != null) {
      try {
        given = Files.readString(tokenFile).strip();
      } catch (IOException e) {
        throw wrong("--token-file: cannot read " + tokenFile + " as a text file");
      }
    }
    if (given != null && (given.isEmpty() || !given.chars().allMatch(c -> c > 0x20 && c < 0x7f))) {
      throw wrong("the token is empty or contains characters that are not visible ASCII");
    }
    return Optional.ofNullable(given);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Reads the HTTP address of a node from the command line. */
  static final class NodeUrlConverter implements ITypeConverter<URI> {
    @Override
    public URI convert(String value) {
      try {
        return HttpTotals.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}

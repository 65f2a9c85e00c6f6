package dev.echopair.client.config;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.shared.config.ConfigKey;
import dev.echopair.shared.config.ConfigSchema;
import dev.echopair.shared.testing.GeneratedPage;
import io.vertx.core.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks that the reference of all configuration keys matches the two schemas. */
final class ConfigurationPageTest {

  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Made from the JSON Schemas by ConfigurationPageTest: edit those. -->

      Both services read JSON: `-conf FILE` or `-conf '{"tcp":{"port":9000}}'`. The later source wins: packaged
      defaults, `-instances`, `-conf`, environment, system properties (`-Decho.tcp.port=9000`), command line
      (`--tcp.port 9000`). A duration is a number with a unit (`ns us ms s m h d`), a size is a number of bytes or a
      number with a unit (`B kB MB GB KiB MiB GiB`). A list in the environment or on the command line is JSON, or its
      elements with commas between them; `null` is written as `null` or as nothing.

      A service checks the whole configuration at its start and refuses it with one line for each problem. It watches
      the `-conf` file and applies a change while it runs; a change that is not valid is refused whole, and the running
      configuration stays. Changes are applied one after the other; when several wait, only the newest is applied.
      Where the table says "restart", a change has an effect at the next start. `--config-schema` prints the schema.
      """;

  @Test
  void theReferenceNamesEveryKeyOfBothServices() {
    new GeneratedPage("deploy/configuration.md", "echo-client", ConfigurationPageTest.class)
        .check(
            INTRODUCTION
                + "\n## echo-server\n\n"
                + table(ServerConfig.SCHEMA)
                + "\n## echo-client probe\n\n"
                + table(ProbeServiceConfig.SCHEMA)
                + "\nEach element of `probes` has these keys:\n\n"
                + itemTable(ProbeServiceConfig.SCHEMA.itemKeys().get("probes")));
  }

  private static String table(ConfigSchema schema) {
    StringBuilder rows =
        new StringBuilder(
            """
            | key | environment variable | allowed | default | restart | meaning |
            | --- | --- | --- | --- | --- | --- |
            """);
    for (ConfigKey key : schema.keys()) {
      row(
          rows,
          code(key.name()),
          code(key.environmentName()),
          key.allowed(),
          defaultOf(key),
          key.needsRestart() ? "restart" : "",
          key.description());
    }
    return rows.toString();
  }

  private static String itemTable(List<ConfigKey> keys) {
    StringBuilder rows =
        new StringBuilder(
            """
            | key | allowed | default | meaning |
            | --- | --- | --- | --- |
            """);
    for (ConfigKey key : keys) {
      row(rows, code(key.name()), key.allowed(), defaultOf(key), key.description());
    }
    return rows.toString();
  }

  private static void row(StringBuilder rows, String... cells) {
    for (String cell : cells) {
      rows.append("| ").append(cell.replace("|", "\\|")).append(cell.isEmpty() ? "" : " ");
    }
    rows.append("|\n");
  }

  private static String defaultOf(ConfigKey key) {
    return key.schema().containsKey("default")
        ? code(Json.encode(key.schema().getValue("default")))
        : "";
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}

package dev.echopair.client.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigKey;
import dev.echopair.shared.config.ConfigProblem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeServiceConfigTest {

  @Test
  void probesBothProtocolsOfTheServersDefaultsWhenNobodySaysOtherwise() {
    assertEquals(
        List.of("tcp://127.0.0.1:7007", "udp://127.0.0.1:7007"),
        ProbeServiceConfig.of(new JsonObject()).probes().stream()
            .map(probe -> probe.target().toString())
            .toList());
  }

  @Test
  void namesTheProbeWhoseTargetIsMalformedOrWhoseNameIsTaken() {
    assertEquals(
        List.of("/probes/1/target", "/probes/1/name"),
        pointers(probe("a", "tcp://h:1", null), probe("a", "tcp://h:99999", null)));
  }

  @Test
  void namesTheTlsFileThatCannotBeRead(@TempDir Path directory) {
    Path missing = directory.resolve("ca.crt");
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> check(probe("a", "tls://h:1", new JsonObject().put("ca", missing.toString()))));

    assertEquals(
        List.of(new ConfigProblem("/probes/0/tls/ca", "no readable file " + missing)),
        refused.problems());
  }

  @Test
  void namesTheTlsFilesThatHoldSomethingElse(@TempDir Path directory) throws IOException {
    String text = Files.writeString(directory.resolve("text"), "no PEM").toString();
    JsonObject tls = new JsonObject().put("ca", text).put("certificate", text).put("key", text);

    assertEquals(
        List.of("/probes/0/tls/ca", "/probes/0/tls/certificate", "/probes/0/tls/key"),
        pointers(probe("a", "tls://h:1", tls)));
  }

  @Test
  void wantsCertificateAndKeyTogether(@TempDir Path directory) throws IOException {
    Path key = Files.writeString(directory.resolve("key"), "-----BEGIN PRIVATE KEY-----\nMA==\n");

    assertEquals(
        List.of("/probes/0/tls/certificate"),
        pointers(probe("a", "tls://h:1", new JsonObject().put("key", key.toString()))));
  }

  @Test
  void onlyTransportAndClusterNeedARestart() {
    assertEquals(
        Set.of("transport", "cluster"),
        ProbeServiceConfig.SCHEMA.keys().stream()
            .filter(ConfigKey::needsRestart)
            .map(key -> key.path().get(0))
            .collect(Collectors.toSet()));
  }

  private static List<String> pointers(JsonObject... probes) {
    return assertThrows(ConfigException.class, () -> check(probes)).problems().stream()
        .map(ConfigProblem::where)
        .toList();
  }

  private static void check(JsonObject... probes) {
    ProbeServiceConfig.checked(
        ProbeServiceConfig.SCHEMA.defaults().put("probes", new JsonArray(List.of(probes))));
  }

  private static JsonObject probe(String name, String target, JsonObject tls) {
    JsonObject defaults = ProbeServiceConfig.SCHEMA.itemDefaults().get("probes");
    return defaults.put("name", name).put("target", target).put("tls", tls);
  }
}

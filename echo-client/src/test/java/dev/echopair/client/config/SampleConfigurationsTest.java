package dev.echopair.client.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.shared.testing.GeneratedPage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the configurations under {@code deploy/samples} are valid. */
final class SampleConfigurationsTest {

  private static final Path SAMPLES = GeneratedPage.projectDirectory().resolve("deploy/samples");

  private static JsonObject read(String name) throws IOException {
    return new JsonObject(Files.readString(SAMPLES.resolve(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.json", "cluster.json"})
  void theServerAcceptsItsSamples(String name) throws IOException {
    assertFalse(ServerConfig.of(read(name)).tcp().host().isEmpty());
  }

  @Test
  void theProbeServiceAcceptsItsSample() throws IOException {
    assertEquals(3, ProbeServiceConfig.of(read("probes.json")).probes().size());
  }

  @Test
  void eachSampleIsTestedHere() throws IOException {
    try (var files = Files.list(SAMPLES)) {
      assertEquals(3, files.filter(file -> file.toString().endsWith(".json")).count());
    }
  }
}

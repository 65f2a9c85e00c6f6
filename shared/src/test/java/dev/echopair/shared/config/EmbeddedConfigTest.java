package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EmbeddedConfigTest {

  @Test
  void hasDefaults() {
    EmbeddedConfig config = EmbeddedConfig.of(new JsonObject());
    assertEquals("server", config.role());
    assertEquals(Duration.ofSeconds(1), config.metricsInterval());
    assertEquals(
        new ManagementConfig(true, "127.0.0.1", 7080, Optional.empty()), config.management());
  }

  @Test
  void ignoresTheKeysOfAService() {
    JsonObject json =
        new JsonObject()
            .put("tcp", new JsonObject().put("port", 7007))
            .put("role", "client")
            .put("management", new JsonObject().put("port", 7081));
    EmbeddedConfig config = EmbeddedConfig.of(json);
    assertEquals("client", config.role());
    assertEquals(7081, config.management().port());
  }

  @Test
  void saysWhatIsWrong() {
    JsonObject json =
        new JsonObject()
            .put("role", "router")
            .put("management", new JsonObject().put("port", "many").put("tokn", "x"));
    String message =
        assertThrows(ConfigException.class, () -> EmbeddedConfig.of(json)).getMessage();
    assertTrue(message.contains("/role"), message);
    assertTrue(message.contains("/management/port"), message);
    assertTrue(message.contains("/management/tokn"), message);
  }
}

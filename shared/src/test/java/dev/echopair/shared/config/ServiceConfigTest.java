package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ServiceConfigTest {

  @Test
  void typesTheKeysThatBothServicesShare() {
    JsonObject config = TestSchema.load().defaults();
    config.getJsonObject("cluster").put("members", JsonArray.of("a:1"));
    assertEquals(
        new ServiceConfig(
            "auto",
            new ManagementConfig(true, "127.0.0.1", 7080, Optional.empty()),
            Duration.ofSeconds(1),
            new LogConfig("info", false),
            Duration.ofSeconds(5),
            new ClusterConfig(
                "echo-pair",
                "127.0.0.1",
                5701,
                0,
                List.of("a:1"),
                Optional.empty(),
                Optional.empty())),
        ServiceConfig.from(config));
  }
}

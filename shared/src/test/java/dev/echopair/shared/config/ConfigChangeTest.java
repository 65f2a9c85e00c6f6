package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigChangeTest {

  @Test
  void namesEachKeyThatDiffersByItsPath() {
    JsonObject before = new JsonObject("{\"a\":{\"b\":1,\"c\":[1,2]},\"d\":null,\"e\":5}");
    JsonObject after = new JsonObject("{\"a\":{\"b\":2,\"c\":[1]},\"d\":{\"x\":1},\"e\":5}");
    assertEquals(List.of("a.b", "a.c", "d"), ConfigChange.keys(before, after));
  }

  @Test
  void namesNothingWhenNothingDiffers() {
    JsonObject config = new JsonObject("{\"a\":{\"b\":1}}");
    assertEquals(List.of(), ConfigChange.keys(config, config.copy()));
  }
}

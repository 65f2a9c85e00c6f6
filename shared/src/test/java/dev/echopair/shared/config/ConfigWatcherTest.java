package dev.echopair.shared.config;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {

  private static final ConfigSchema SCHEMA =
      ConfigSchema.of(
          new JsonObject(
              """
              {"type": "object", "additionalProperties": false, "properties": {
                 "limit": {"type": "integer", "minimum": 1, "maximum": 9, "default": 1}}}\
              """));

  @TempDir private Path directory;

  private final Queue<JsonObject> changed = new ConcurrentLinkedQueue<>();
  private final Queue<List<ConfigProblem>> refused = new ConcurrentLinkedQueue<>();
  private Vertx vertx;
  private Path file;

  @BeforeEach
  void watch() throws Exception {
    vertx = Vertx.vertx();
    file = directory.resolve("config.json");
    write("{\"limit\": 2}");
    ConfigSources sources = ConfigSources.none().withConf(file.toString());
    ConfigLoader loader = new ConfigLoader(SCHEMA);
    JsonObject running = get(loader.load(vertx, sources));
    new ConfigWatcher(vertx, loader, sources, running, changed::add, refused::add).start();
  }

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @Test
  void passesOnWhatChanged() throws IOException {
    write("{\"limit\":    3}");
    await().until(() -> !changed.isEmpty());
    assertEquals(new JsonObject("{\"limit\": 3}"), changed.element());
  }

  @Test
  void refusesWhatIsNotValidAndTakesTheNextThatIs() throws IOException {
    write("{\"limit\": 100, \"other\": true}");
    await().until(() -> !refused.isEmpty());
    assertEquals(
        List.of("/limit", "/other"),
        refused.element().stream().map(ConfigProblem::where).sorted().toList());
    assertTrue(changed.isEmpty(), "a part of what is not valid was applied");
    write("{\"limit\": 4 }");
    await().until(() -> !changed.isEmpty());
    assertEquals(4, changed.element().getInteger("limit"));
  }

  @Test
  void tellsBrokenJsonAndAMissingFileOnce() throws IOException {
    write("{\"limit\"");
    await().until(() -> refused.size() == 1);
    Files.delete(file);
    await().until(() -> refused.size() == 2);
    write("{\"limit\": 5}");
    await().until(() -> !changed.isEmpty());
    assertEquals(2, refused.size());
  }

  /** Replaces the file in one step, as editors and Kubernetes do: no reader sees half a file. */
  private void write(String text) throws IOException {
    Path fresh = Files.writeString(directory.resolve("fresh"), text);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static <T> T get(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}

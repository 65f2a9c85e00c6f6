package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.Await;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {

  private static final ConfigLoader LOADER = new ConfigLoader(TestSchema.load());
  private static Vertx vertx;

  @TempDir Path directory;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void closeVertx() {
    Await.result(vertx.close());
  }

  private static JsonObject loaded(ConfigSources sources) {
    return Await.result(LOADER.load(vertx, sources));
  }

  private static ConfigException refused(ConfigSources sources) {
    return assertInstanceOf(ConfigException.class, Await.failure(LOADER.load(vertx, sources)));
  }

  private String file(String content) throws IOException {
    return Files.writeString(directory.resolve("conf.json"), content).toString();
  }

  private static JsonObject tcp(ConfigSources sources) {
    return loaded(sources).getJsonObject("tcp");
  }

  @Test
  void completesTheDefaults() {
    JsonObject expected = TestSchema.load().defaults();
    expected.put(
        "probes",
        JsonArray.of(
            new JsonObject().put("name", "first").put("interval", "1s").put("instances", 1)));
    assertEquals(expected, loaded(ConfigSources.none()));
  }

  @Test
  void letsAFileWinOverTheDefaultsKeyByKey() throws IOException {
    JsonObject tcp = tcp(ConfigSources.none().withConf(file("{\"tcp\":{\"port\":8}}")));
    assertEquals(8, tcp.getInteger("port"));
    assertEquals(100, tcp.getInteger("maxConnections"));
  }

  @Test
  void acceptsInlineJsonInPlaceOfAFile() {
    assertEquals(
        8, tcp(ConfigSources.none().withConf(" {\"tcp\":{\"port\":8}}")).getInteger("port"));
  }

  @Test
  void letsTheCommandLineWinOverTheFile() {
    ConfigSources sources =
        new ConfigSources(
            OptionalInt.empty(),
            "{\"tcp\":{\"port\":8,\"host\":\"::1\"}}",
            new JsonObject().put("tcp.port", "9").put("cluster.members", "a,b"));
    JsonObject config = loaded(sources);
    assertEquals(9, config.getJsonObject("tcp").getInteger("port"));
    assertEquals("::1", config.getJsonObject("tcp").getString("host"));
    assertEquals(JsonArray.of("a", "b"), config.getJsonObject("cluster").getJsonArray("members"));
  }

  @Test
  void scalesEveryKindOfVerticleByInstances() {
    ConfigSources sources = new ConfigSources(OptionalInt.of(3), null, new JsonObject());
    JsonObject config = loaded(sources);
    assertEquals(3, config.getJsonObject("tcp").getInteger("instances"));
    assertEquals(3, config.getJsonObject("udp").getInteger("instances"));
    assertEquals(3, config.getJsonArray("probes").getJsonObject(0).getInteger("instances"));
  }

  @Test
  void letsTheFilesOwnInstancesWin() {
    ConfigSources sources =
        new ConfigSources(
            OptionalInt.of(3),
            "{\"tcp\":{\"instances\":2},\"probes\":[{\"name\":\"a\",\"instances\":5},{\"name\":\"b\"}]}",
            new JsonObject());
    JsonObject config = loaded(sources);
    assertEquals(2, config.getJsonObject("tcp").getInteger("instances"));
    assertEquals(3, config.getJsonObject("udp").getInteger("instances"));
    assertEquals(5, config.getJsonArray("probes").getJsonObject(0).getInteger("instances"));
    assertEquals(3, config.getJsonArray("probes").getJsonObject(1).getInteger("instances"));
  }

  @Test
  void completesTheElementsOfListsOfObjects() {
    JsonArray probes =
        loaded(
                ConfigSources.none()
                    .withConf(
                        "{\"probes\":[{\"name\":\"a\",\"interval\":\"2s\"},{\"name\":\"b\"}]}"))
            .getJsonArray("probes");
    assertEquals(
        new JsonArray(
            "[{\"interval\":\"2s\",\"instances\":1,\"name\":\"a\"},"
                + "{\"interval\":\"1s\",\"instances\":1,\"name\":\"b\"}]"),
        probes);
  }

  @Test
  void setsAnObjectThatIsNullByDefault() {
    JsonObject tls = new JsonObject().put("certificate", "c").put("key", "k");
    JsonObject conf = new JsonObject().put("tcp", new JsonObject().put("tls", tls));
    assertEquals(tls, tcp(ConfigSources.none().withConf(conf.encode())).getJsonObject("tls"));
  }

  @Test
  void namesAFileThatIsNotThere() {
    String missing = directory.resolve("missing.json").toString();
    assertEquals(
        missing + ": no such configuration file; -conf takes a JSON file or an inline JSON object",
        refused(ConfigSources.none().withConf(missing)).getMessage());
  }

  @Test
  void refusesADirectoryAsAFile() {
    String message = refused(ConfigSources.none().withConf(directory.toString())).getMessage();
    assertTrue(message.contains("no such configuration file"), message);
  }

  @Test
  void looksForTheFileOnDiskOnlyNotOnTheClassPath() {
    String message =
        refused(ConfigSources.none().withConf("junit-platform.properties")).getMessage();
    assertTrue(message.contains("no such configuration file"), message);
  }

  @Test
  void saysWhereAFileIsNoJson() throws IOException {
    String path = file("{\n  \"tcp\": {,}\n}");
    String message = refused(ConfigSources.none().withConf(path)).getMessage();
    assertTrue(
        message.startsWith(path + ": not a valid JSON object: Unexpected character"), message);
    assertTrue(message.contains("at line 2, column 11"), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void saysWhereInlineJsonIsNoJson() {
    String message = refused(ConfigSources.none().withConf("{\"tcp\":")).getMessage();
    assertTrue(message.startsWith("-conf: not valid JSON: "), message);
    assertTrue(message.contains("at line 1, column"), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void refusesJsonThatIsNoObject() throws IOException {
    for (String content : List.of("[1, 2]", "7", "\"text\"", "null", "")) {
      String path = file(content);
      ConfigException refused = refused(ConfigSources.none().withConf(path));
      assertEquals(1, refused.problems().size(), refused.getMessage());
      assertTrue(
          refused.getMessage().startsWith(path + ": not a valid JSON object"),
          refused.getMessage());
      assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
    }
  }

  @Test
  void refusesTextBehindTheObject() throws IOException {
    String path = file("{} {\"tcp\":{\"port\":1}}");
    String message = refused(ConfigSources.none().withConf(path)).getMessage();
    assertTrue(message.startsWith(path + ": not a valid JSON object"), message);
  }

  @Test
  void reportsEveryProblemOfAllSourcesAtOnce() {
    ConfigSources sources =
        new ConfigSources(
            OptionalInt.empty(),
            "{\"tcp\":{\"port\":-1},\"mistake\":1}",
            new JsonObject().put("transport", "warp").put("tcp.enabled", "maybe"));
    assertEquals(
        List.of("/mistake", "/tcp/enabled", "/tcp/port", "/transport"),
        refused(sources).problems().stream().map(ConfigProblem::where).sorted().toList());
  }

  @Test
  void refusesListsOfWhatIsNoObject() {
    assertEquals(
        List.of("/probes/0", "/probes/1"),
        refused(ConfigSources.none().withConf("{\"probes\":[1,\"a\"]}")).problems().stream()
            .map(ConfigProblem::where)
            .toList());
  }
}

package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.echopair.shared.Await;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("its system properties would be read by every other load of a configuration")
final class ConfigLoaderSystemPropertiesTest {

  private static final List<String> NAMES =
      List.of("echo.tcp.port", "echo.tcp.maxConnections", "echo.tcp.prot", "echo.udp.instances");

  private final ConfigLoader loader = new ConfigLoader(TestSchema.load());
  private Vertx vertx;

  @BeforeEach
  void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void clear() {
    NAMES.forEach(System::clearProperty);
    Await.result(vertx.close());
  }

  @Test
  void winOverTheFileAndLoseToTheCommandLine() {
    System.setProperty("echo.tcp.port", "5");
    System.setProperty("echo.tcp.maxConnections", "6");
    System.setProperty("echo.udp.instances", "7");
    JsonObject config =
        Await.result(
            loader.load(
                vertx,
                new ConfigSources(
                    OptionalInt.of(2),
                    "{\"tcp\":{\"port\":1,\"maxConnections\":2},\"udp\":{\"instances\":3}}",
                    new JsonObject().put("tcp.port", "9"))));
    assertEquals(9, config.getJsonObject("tcp").getInteger("port"));
    assertEquals(6, config.getJsonObject("tcp").getInteger("maxConnections"));
    assertEquals(2, config.getJsonObject("tcp").getInteger("instances"));
    assertEquals(7, config.getJsonObject("udp").getInteger("instances"));
  }

  @Test
  void areReadAnewByEachLoad() {
    System.setProperty("echo.tcp.port", "5");
    Await.result(loader.load(vertx, ConfigSources.none()));
    System.setProperty("echo.tcp.port", "6");
    JsonObject config = Await.result(loader.load(vertx, ConfigSources.none()));
    assertEquals(6, config.getJsonObject("tcp").getInteger("port"));
  }

  @Test
  void unknownPropertyNamesAreReportedWithAllOtherProblems() {
    System.setProperty("echo.tcp.prot", "5");
    System.setProperty("echo.tcp.maxConnections", "many");
    ConfigException refused =
        assertInstanceOf(
            ConfigException.class, Await.failure(loader.load(vertx, ConfigSources.none())));
    assertEquals(
        List.of(
            "echo.tcp.prot: is not a configuration key; did you mean echo.tcp.port?",
            "/tcp/maxConnections: found \"many\", allowed: an integer from 1 to 10000"),
        refused.problems().stream().map(ConfigProblem::toString).toList());
  }
}

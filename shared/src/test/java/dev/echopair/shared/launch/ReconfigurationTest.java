package dev.echopair.shared.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigProblem;
import dev.echopair.shared.config.TestConfig;
import dev.echopair.shared.config.TestSchema;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each configuration is known by its port: the steps record the ports that they receive. */
final class ReconfigurationTest {

  private static final int RUNNING = 7007;

  private final List<String> steps = new ArrayList<>();
  private final List<String> results = new ArrayList<>();
  private final JsonObject config = TestSchema.load().defaults();

  private Future<Void> first = Future.succeededFuture();
  private int portThatFails = -1;

  private final Reconfiguration<TestConfig> reconfiguration =
      new Reconfiguration<>(
          TestSchema.load(),
          this::typed,
          List.of(this::first, this::second),
          config,
          TestConfig.from(config),
          new Listener());

  private final class Listener implements Reconfiguration.Listener {
    @Override
    public void applied(List<String> changed, List<String> needsRestart) {
      results.add("applied " + changed + " restart " + needsRestart);
    }

    @Override
    public void refused(List<ConfigProblem> problems) {
      results.add("refused " + problems);
    }
  }

  private Future<TestConfig> typed(JsonObject json) {
    return port(json) == 1
        ? Future.failedFuture(new ConfigException("/tcp/port", "is in use"))
        : Future.succeededFuture(TestConfig.from(json));
  }

  private Future<Void> first(TestConfig changed) {
    steps.add("first " + port(changed.json()));
    return first;
  }

  private Future<Void> second(TestConfig changed) {
    steps.add("second " + port(changed.json()));
    return port(changed.json()) == portThatFails
        ? Future.failedFuture("cannot listen")
        : Future.succeededFuture();
  }

  private static int port(JsonObject json) {
    return json.getJsonObject("tcp").getInteger("port");
  }

  private JsonObject withPort(int port) {
    JsonObject changed = config.copy();
    changed.getJsonObject("tcp").put("port", port);
    return changed;
  }

  @Test
  void passesAChangeThroughItsStepsInOrder() {
    reconfiguration.submit(withPort(9));
    assertEquals(List.of("first 9", "second 9"), steps);
    assertEquals(List.of("applied [tcp.port] restart []"), results);
  }

  @Test
  void aChangeWaitsUntilTheOneBeforeItIsApplied() {
    Promise<Void> slow = Promise.promise();
    first = slow.future();
    reconfiguration.submit(withPort(9));
    first = Future.succeededFuture();
    reconfiguration.submit(withPort(8));
    assertEquals(List.of("first 9"), steps);
    slow.complete();
    assertEquals(List.of("first 9", "second 9", "first 8", "second 8"), steps);
  }

  @Test
  void aStepThatFailsGivesTheRunningConfigurationBackToThoseBeforeIt() {
    portThatFails = 9;
    reconfiguration.submit(withPort(9));
    assertEquals(List.of("first 9", "second 9", "first " + RUNNING), steps);
    assertEquals(List.of("refused [configuration: cannot listen]"), results);
  }

  @Test
  void aChangeIsComparedToWhatRunsAfterOneWasRefused() {
    portThatFails = 9;
    reconfiguration.submit(withPort(9));
    reconfiguration.submit(config);
    reconfiguration.submit(withPort(8));
    assertEquals("applied [tcp.port] restart []", results.get(1));
    assertEquals(2, results.size());
  }

  @Test
  void anInvalidConfigurationReachesNoStep() {
    reconfiguration.submit(withPort(1));
    assertEquals(List.of(), steps);
    assertEquals(List.of("refused [/tcp/port: is in use]"), results);
  }

  @Test
  void namesTheChangedKeysThatNeedARestart() {
    JsonObject changed = config.copy().put("transport", "nio");
    changed.getJsonObject("cluster").put("members", List.of("10.0.0.5"));
    changed.getJsonObject("log").put("traffic", true);
    reconfiguration.submit(changed);
    assertEquals(
        List.of(
            "applied [cluster.members, log.traffic, transport] restart [cluster.members,"
                + " transport]"),
        results);
  }
}

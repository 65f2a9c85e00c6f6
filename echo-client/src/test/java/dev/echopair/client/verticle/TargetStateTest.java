package dev.echopair.client.verticle;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.client.testing.Bus;
import dev.echopair.client.testing.TestLoop;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetStateTest {

  @Test
  void tellsEachChangeOnceWithItsFirstReason() {
    try (TestLoop loop = new TestLoop()) {
      Bus bus = new Bus(loop.vertx());
      TargetState state = state(loop);
      state.answered(System.nanoTime());
      state.failed("first");
      state.failed("second");
      state.answered(System.nanoTime() + 1);
      state.answered(System.nanoTime() + 1);

      await().until(() -> bus.targetChanges().equals(List.of(false, true)));
      assertEquals(
          List.of(
              "probe local-tcp: tcp://127.0.0.1:7007: first; retrying",
              "probe local-tcp: tcp://127.0.0.1:7007: answers again"),
          bus.messages(EchoEvents.TARGET));
    }
  }

  @Test
  void theAnswerToAnEarlierProbeIsNoRecovery() {
    try (TestLoop loop = new TestLoop()) {
      Bus bus = new Bus(loop.vertx());
      TargetState state = state(loop);
      long before = System.nanoTime();
      state.failed("gone");
      state.answered(before);
      state.failed("still gone");
      // This event follows the others on the bus.
      new EchoEvents(loop.vertx(), "client").publish("last", "", new JsonObject());

      await().until(() -> !bus.messages("last").isEmpty());
      assertEquals(List.of(false), bus.targetChanges());
    }
  }

  private static TargetState state(TestLoop loop) {
    return new TargetState(
        new EchoEvents(loop.vertx(), "client"),
        "local-tcp",
        Endpoint.parse("tcp://127.0.0.1:7007"));
  }
}

package dev.echopair.client.verticle;

import dev.echopair.client.config.ProbeConfig;
import dev.echopair.shared.metrics.EchoEvents;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** Tells when a target stops or begins to answer; each change once. */
final class TargetState {

  private final EchoEvents events;
  private final ProbeConfig probe;

  private String trouble = "";

  TargetState(EchoEvents events, ProbeConfig probe) {
    this.events = events;
    this.probe = probe;
  }

  /** The target answered. */
  void answered() {
    if (!trouble.isEmpty()) {
      trouble = "";
      publish(true, "answers again");
    }
  }

  /** The target did not answer, and why. */
  void failed(String why) {
    if (!Objects.equals(trouble, why)) {
      trouble = why;
      publish(false, why + "; trying on");
    }
  }

  private void publish(boolean reachable, String what) {
    events.publish(
        EchoEvents.TARGET,
        "probe %s: %s: %s".formatted(probe.name(), probe.target(), what),
        new JsonObject()
            .put("probe", probe.name())
            .put("target", probe.target().toString())
            .put("reachable", reachable));
  }
}

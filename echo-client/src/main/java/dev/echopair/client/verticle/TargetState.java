package dev.echopair.client.verticle;

import dev.echopair.client.config.ProbeConfig;
import dev.echopair.shared.metrics.EchoEvents;
import io.vertx.core.json.JsonObject;

/** Tells when a target stops or begins to answer; each change once, with the first reason. */
final class TargetState {

  private final EchoEvents events;
  private final ProbeConfig probe;

  private boolean failing;
  private long failedNanos;

  TargetState(EchoEvents events, ProbeConfig probe) {
    this.events = events;
    this.probe = probe;
  }

  /**
   * The target answered a probe; only one that was sent after the failure shows that it is over.
   *
   * @param sentNanos when that probe was sent, by {@link System#nanoTime()}
   */
  void answered(long sentNanos) {
    if (failing && sentNanos - failedNanos > 0) {
      failing = false;
      publish(true, "answers again");
    }
  }

  /** The target did not answer, and why. */
  void failed(String why) {
    if (!failing) {
      failing = true;
      failedNanos = System.nanoTime();
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

package dev.echopair.client.verticle;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.FlowGroup;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * Publishes an event when a target stops or starts to answer: once per change, with the first
 * reason.
 */
final class TargetState implements FlowGroup.Listener {

  private final EchoEvents events;
  private final String name;
  private final Endpoint target;

  private boolean failing;
  private long failedNanos;

  TargetState(EchoEvents events, String name, Endpoint target) {
    this.events = events;
    this.name = name;
    this.target = target;
  }

  /** Makes the state of the target of a run. The target initially counts as reachable. */
  static TargetState of(Vertx vertx, RunSpec spec) {
    return new TargetState(new EchoEvents(vertx, "client"), spec.name(), spec.target());
  }

  /**
   * Called when the target answered a probe. Only a probe that was sent after the failure shows
   * that the target answers again.
   *
   * @param sentNanos actual send time of that probe, by {@link System#nanoTime()}
   */
  @Override
  public void answered(long sentNanos) {
    if (failing && sentNanos - failedNanos > 0) {
      failing = false;
      publish(true, "answers again");
    }
  }

  /** Called when the target did not answer, with the reason. */
  @Override
  public void failed(String why) {
    if (!failing) {
      failing = true;
      failedNanos = System.nanoTime();
      publish(false, why + "; retrying");
    }
  }

  private void publish(boolean reachable, String what) {
    events.publish(
        EchoEvents.TARGET,
        "probe %s: %s: %s".formatted(name, target, what),
        new JsonObject()
            .put("probe", name)
            .put("target", target.toString())
            .put("reachable", reachable));
  }
}

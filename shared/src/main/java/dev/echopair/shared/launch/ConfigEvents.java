package dev.echopair.shared.launch;

import dev.echopair.shared.config.ConfigProblem;
import dev.echopair.shared.metrics.EchoEvents;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.logging.Logger;

/** Publishes the result of each configuration change as an event, and logs each refused change. */
final class ConfigEvents implements Reconfiguration.Listener {

  private static final Logger LOG = Logger.getLogger(ConfigEvents.class.getName());

  private final EchoEvents events;

  ConfigEvents(EchoEvents events) {
    this.events = events;
  }

  @Override
  public void applied(List<String> changed, List<String> needsRestart) {
    String remark =
        needsRestart.isEmpty() ? "" : "; needs a restart: " + String.join(", ", needsRestart);
    events.publish(
        EchoEvents.CONFIG_APPLIED,
        "configuration applied: changed " + String.join(", ", changed) + remark,
        new JsonObject()
            .put("changed", new JsonArray(changed))
            .put("needsRestart", new JsonArray(needsRestart)));
  }

  @Override
  public void refused(List<ConfigProblem> problems) {
    problems.forEach(problem -> LOG.warning("configuration refused: " + problem));
    events.publish(
        EchoEvents.CONFIG_REFUSED,
        "configuration refused, the running one stays: " + problems.get(0),
        new JsonObject()
            .put(
                "problems",
                new JsonArray(problems.stream().map(ConfigProblem::toString).toList())));
  }
}

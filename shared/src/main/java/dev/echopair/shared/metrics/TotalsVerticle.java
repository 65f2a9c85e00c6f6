package dev.echopair.shared.metrics;

import dev.echopair.shared.config.Durations;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One node's view of all nodes: subscribes to every report, publishes the merged totals once per
 * interval, answers {@link BusAddress#SNAPSHOT}, and tells when nodes come and go.
 *
 * <p>One instance per node; reads {@code metrics.interval} of the configuration.
 */
public final class TotalsVerticle extends VerticleBase {

  private final Aggregator aggregator = new Aggregator();

  private String node;
  private String role;
  private Duration interval;
  private long timer;

  /** Makes the view for a node whose events carry a role; the interval is read from JSON. */
  public TotalsVerticle(String role) {
    this(role, null);
  }

  /** Makes the view for a node whose events carry a role, with its first interval. */
  public TotalsVerticle(String role, Duration interval) {
    this.role = role;
    this.interval = interval;
  }

  @Override
  public Future<?> start() {
    node = NodeName.of(vertx);
    if (interval == null) {
      interval = Durations.parse(config().getJsonObject("metrics").getString("interval"));
    }
    List<Future<Void>> ready = new ArrayList<>();
    for (String address : BusAddress.REPORTS) {
      MessageConsumer<Object> consumer = vertx.eventBus().consumer(address);
      consumer.handler(this::report);
      ready.add(consumer.completion());
    }
    // The snapshot is asked of whichever node is nearest; each has the same view.
    MessageConsumer<Object> snapshot = vertx.eventBus().consumer(BusAddress.SNAPSHOT);
    snapshot.handler(request -> request.reply(totals()));
    ready.add(snapshot.completion());
    MessageConsumer<Object> left = vertx.eventBus().localConsumer(BusAddress.NODE_LEFT);
    left.handler(this::left);
    ready.add(left.completion());
    startTimer();
    return Future.all(ready);
  }

  /**
   * Changes the interval; from any thread. What has been merged stays: a view that started anew
   * would let totals run backwards.
   */
  public Future<Void> changeInterval(Duration changed) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          interval = changed;
          vertx.cancelTimer(timer);
          startTimer();
          done.complete();
        });
    return done.future();
  }

  private void startTimer() {
    timer = vertx.setPeriodic(interval.toMillis(), id -> publish());
  }

  private void report(Message<Object> message) {
    Object body = message.body();
    if (aggregator.accept(body, Instant.now(), System.nanoTime())
        == Aggregator.Effect.NODE_JOINED) {
      String joined = ((JsonObject) body).getString("node");
      if (!joined.equals(node)) {
        tell(EchoEvents.NODE_JOINED, joined, "node " + joined + " joined");
      }
    }
  }

  /** The cluster knows of a loss before three intervals of silence tell it. */
  private void left(Message<Object> message) {
    if (message.body() instanceof String gone && !gone.equals(node) && aggregator.left(gone)) {
      tell(EchoEvents.NODE_LOST, gone, "node " + gone + " is gone: it has left the cluster");
    }
  }

  private void publish() {
    for (String gone : aggregator.expire(System.nanoTime())) {
      if (!gone.equals(node)) {
        tell(EchoEvents.NODE_LOST, gone, "node " + gone + " is gone: silent for three intervals");
      }
    }
    vertx.eventBus().publish(BusAddress.TOTALS, totals());
  }

  private void tell(String event, String about, String message) {
    new EchoEvents(vertx, role).publish(event, message, new JsonObject().put("node", about));
  }

  private JsonObject totals() {
    return aggregator.totals(node, Instant.now(), System.nanoTime(), interval.toMillis()).toJson();
  }
}

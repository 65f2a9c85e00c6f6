package dev.echopair.shared.metrics;

import dev.echopair.shared.config.EmbeddedConfig;
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
 * interval, answers {@link BusAddress#SNAPSHOT}, and publishes an event when a node joins or is
 * lost.
 *
 * <p>One instance per node.
 */
public final class TotalsVerticle extends VerticleBase {

  private final Aggregator aggregator = Aggregator.ofAllNodes();

  private String node;
  private String role;
  private Duration interval;
  private long timer;

  /**
   * Makes the verticle for a deployment by name. It reads the configuration of the deployment, see
   * {@link EmbeddedConfig}.
   */
  public TotalsVerticle() {}

  /**
   * Makes the verticle.
   *
   * @param role {@code server} or {@code client}, for events
   * @param interval interval at which the totals are published
   */
  public TotalsVerticle(String role, Duration interval) {
    this.role = role;
    this.interval = interval;
  }

  @Override
  public Future<?> start() {
    node = NodeName.of(vertx);
    if (interval == null) {
      EmbeddedConfig config = EmbeddedConfig.of(config());
      role = config.role();
      interval = config.metricsInterval();
    }
    List<Future<Void>> ready = new ArrayList<>();
    for (String address : BusAddress.REPORTS) {
      MessageConsumer<Object> consumer = vertx.eventBus().consumer(address);
      consumer.handler(this::report);
      ready.add(consumer.completion());
    }
    // Any node may answer a request for the snapshot: all have the same view.
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
   * Changes the interval. May be called from any thread. The merged reports are kept: with a new
   * view, totals would run backwards.
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

  /** The cluster notices a loss earlier than three intervals of silence do. */
  private void left(Message<Object> message) {
    if (message.body() instanceof String gone && !gone.equals(node) && aggregator.markLeft(gone)) {
      tell(EchoEvents.NODE_LOST, gone, "node " + gone + " is gone: it has left the cluster");
    }
  }

  private void publish() {
    for (String gone : aggregator.expire(System.nanoTime())) {
      if (!gone.equals(node)) {
        tell(EchoEvents.NODE_LOST, gone, "node " + gone + " is gone: silent for three intervals");
      }
    }
    JsonObject totals = totals();
    // First within the node: the bridge to browsers compares the public totals with these.
    OwnAddress.publish(vertx, OwnAddress.totals(vertx), totals);
    vertx.eventBus().publish(BusAddress.TOTALS, totals);
  }

  private void tell(String event, String about, String message) {
    new EchoEvents(vertx, role).publish(event, message, new JsonObject().put("node", about));
  }

  private JsonObject totals() {
    return aggregator.totals(node, Instant.now(), System.nanoTime(), interval.toMillis()).toJson();
  }
}

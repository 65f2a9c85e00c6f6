package dev.echopair.client.watch;

import dev.echopair.shared.metrics.Aggregator;
import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.NodeName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Merges the reports on the bus as every node does, but does not publish the totals and does not
 * answer requests. Contains only the reports since its start. Belongs to one event loop.
 */
public final class BusTotals implements TotalsSource {

  private final Vertx vertx;
  private final Duration interval;
  private final Aggregator aggregator = Aggregator.ofAllNodes();

  /** Makes a source that delivers totals once per interval. */
  public BusTotals(Vertx vertx, Duration interval) {
    this.vertx = vertx;
    this.interval = interval;
  }

  @Override
  public String description() {
    return "the event bus";
  }

  @Override
  public Future<Void> start(Consumer<WatchEvent> events) {
    // One context for all consumers and the timer, because the aggregator is for one thread.
    Context context = vertx.getOrCreateContext();
    Promise<Void> started = Promise.promise();
    context.runOnContext(v -> subscribe(events).onComplete(started));
    return started.future();
  }

  private Future<Void> subscribe(Consumer<WatchEvent> events) {
    List<Future<Void>> ready = new ArrayList<>();
    for (String address : BusAddress.REPORTS) {
      MessageConsumer<Object> consumer = vertx.eventBus().consumer(address);
      consumer.handler(
          message -> aggregator.accept(message.body(), Instant.now(), System.nanoTime()));
      ready.add(consumer.completion());
    }
    vertx.setPeriodic(interval.toMillis(), timer -> events.accept(view()));
    return Future.all(ready).mapEmpty();
  }

  private WatchEvent view() {
    long nowNanos = System.nanoTime();
    aggregator.expire(nowNanos);
    return new WatchEvent.Answer(
        aggregator
            .totals(NodeName.of(vertx), Instant.now(), nowNanos, interval.toMillis())
            .toJson());
  }
}

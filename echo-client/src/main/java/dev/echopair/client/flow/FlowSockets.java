package dev.echopair.client.flow;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.measure.FlowSession;
import dev.echopair.shared.net.TargetAddresses;
import dev.echopair.shared.net.TargetRoute;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Opens the sockets of the flows of one event loop and holds their shared buffers. Lives on that
 * loop.
 */
public abstract class FlowSockets {

  private final Context context;

  FlowSockets(Context context) {
    this.context = context;
  }

  /**
   * Opens the socket of a flow.
   *
   * @param session judges the replies that the socket receives
   * @param events called once the socket is open
   * @return fails when the socket cannot be opened
   */
  abstract Future<FlowSocket> open(FlowSession session, FlowSocket.Events events);

  /** Adds the counts of the connections to the counters and gauges of a report. */
  public abstract void addTo(Map<String, Long> counters, Map<String, Long> gauges);

  /** Releases the shared resources. Call it after all sockets are closed. */
  abstract Future<Void> close();

  /**
   * Runs a step in the context of the verticle. Timers of the event loop run outside of this
   * context: a socket that they open would belong to another event loop.
   */
  final <T> Future<T> withinContext(Supplier<Future<T>> step) {
    if (Vertx.currentContext() == context) {
      return step.get();
    }
    return Future.future(promise -> context.runOnContext(within -> step.get().onComplete(promise)));
  }

  /** Makes the route to the target of a run. */
  final TargetRoute route(RunSpec spec) {
    return new TargetRoute(
        vertx(), TargetAddresses.SYSTEM, spec.target().host(), spec.local().orElse(null));
  }

  final Vertx vertx() {
    return context.owner();
  }
}

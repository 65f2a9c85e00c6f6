package dev.echopair.shared.management;

import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.NodeName;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.function.Supplier;

/**
 * The event bus for browsers, over SockJS: it sends reports, totals and events, and accepts only
 * the request for a snapshot. Messages for a browser that is too slow are dropped, not queued.
 *
 * <p>Every member of a clustered bus can publish totals under the name of this node. The bridge
 * drops those that this node did not publish.
 */
final class BusBridge {

  private static final String REPORTS = "echo\\.metrics\\..*";

  private final String node;
  private final Supplier<JsonObject> ownTotals;

  private BusBridge(String node, Supplier<JsonObject> ownTotals) {
    this.node = node;
    this.ownTotals = ownTotals;
  }

  /**
   * Makes the routes of the bridge.
   *
   * @param ownTotals the newest totals of this node, from an address that no other node knows
   */
  static Router router(Vertx vertx, Supplier<JsonObject> ownTotals) {
    BusBridge bridge = new BusBridge(NodeName.of(vertx), ownTotals);
    SockJSBridgeOptions options =
        new SockJSBridgeOptions()
            .addOutboundPermitted(new PermittedOptions().setAddressRegex(REPORTS))
            .addOutboundPermitted(new PermittedOptions().setAddress(BusAddress.EVENTS))
            .addInboundPermitted(new PermittedOptions().setAddress(BusAddress.SNAPSHOT));
    options.setMaxHandlersPerSocket(16).setMaxAddressLength(64).setPingTimeout(15_000);
    return SockJSHandler.create(vertx, new SockJSHandlerOptions().setRegisterWriteHandler(false))
        .bridge(options, bridge::permit);
  }

  private void permit(BridgeEvent event) {
    event.complete(
        event.type() != BridgeEventType.RECEIVE
            || (hasRoom(event.socket()) && !isForged(event.getRawMessage())));
  }

  private boolean isForged(JsonObject message) {
    return BusAddress.TOTALS.equals(message.getString("address"))
        && message.getValue("body") instanceof JsonObject body
        && node.equals(body.getValue("node"))
        && !body.equals(ownTotals.get());
  }

  /** Only the newest values matter: a browser that is too slow receives fewer messages. */
  private static boolean hasRoom(SockJSSocket socket) {
    try {
      return !socket.writeQueueFull();
    } catch (IllegalStateException closed) {
      return false;
    }
  }
}

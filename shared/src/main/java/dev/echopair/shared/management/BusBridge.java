package dev.echopair.shared.management;

import dev.echopair.shared.metrics.BusAddress;
import io.vertx.core.Vertx;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * The event bus for browsers, over SockJS: it sends reports, totals and events, and accepts only
 * the request for a snapshot. Messages for a browser that is too slow are dropped, not queued.
 */
final class BusBridge {

  private static final String REPORTS = "echo\\.metrics\\..*";

  private BusBridge() {}

  static Router router(Vertx vertx) {
    SockJSBridgeOptions options =
        new SockJSBridgeOptions()
            .addOutboundPermitted(new PermittedOptions().setAddressRegex(REPORTS))
            .addOutboundPermitted(new PermittedOptions().setAddress(BusAddress.EVENTS))
            .addInboundPermitted(new PermittedOptions().setAddress(BusAddress.SNAPSHOT));
    options.setMaxHandlersPerSocket(16).setMaxAddressLength(64).setPingTimeout(15_000);
    return SockJSHandler.create(vertx, new SockJSHandlerOptions().setRegisterWriteHandler(false))
        .bridge(options, BusBridge::permit);
  }

  private static void permit(BridgeEvent event) {
    event.complete(event.type() != BridgeEventType.RECEIVE || hasRoom(event.socket()));
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

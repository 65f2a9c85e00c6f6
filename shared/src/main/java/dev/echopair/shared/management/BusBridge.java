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

/**
 * The event bus for browsers, by SockJS: reports, totals and events go out; nothing comes in but
 * the request for a snapshot. What a slow browser does not take is not kept for it.
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
    // The newest values matter, not each of them: drop for whoever does not keep up.
    boolean slow = event.type() == BridgeEventType.RECEIVE && event.socket().writeQueueFull();
    event.complete(!slow);
  }
}

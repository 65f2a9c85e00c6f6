package dev.echopair.shared.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Bus addresses that only the verticles of one Vert.x instance know. What a node tells of itself
 * over HTTP comes by them.
 *
 * <p>Anybody on a clustered bus can publish under the name of another node at the public addresses,
 * and a message does not say who has sent it. These addresses contain random digits, and messages
 * to them do not leave the process.
 */
public final class OwnAddress {

  private static final String MAP = "dev.echopair.own";
  private static final int RANDOM_BYTES = 16;

  private OwnAddress() {}

  /** Where this node's own verticles publish their reports, beside the public address. */
  public static String reports(Vertx vertx) {
    return prefix(vertx) + ".reports";
  }

  /** Where this node publishes its own view of all nodes, beside the public address. */
  public static String totals(Vertx vertx) {
    return prefix(vertx) + ".totals";
  }

  /** Publishes within this process. */
  static void publish(Vertx vertx, String address, JsonObject body) {
    vertx.eventBus().publish(address, body, new DeliveryOptions().setLocalOnly(true));
  }

  private static String prefix(Vertx vertx) {
    LocalMap<String, String> map = vertx.sharedData().getLocalMap(MAP);
    return map.computeIfAbsent("prefix", key -> create());
  }

  private static String create() {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return "echo.own." + HexFormat.of().formatHex(random);
  }
}

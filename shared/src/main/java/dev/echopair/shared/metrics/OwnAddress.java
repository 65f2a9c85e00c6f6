package dev.echopair.shared.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Bus addresses that only the verticles of one Vert.x instance know. The data about a node that its
 * management server shows arrives at these addresses.
 *
 * <p>Every member of a clustered bus can publish at the public addresses under the name of another
 * node, and a message does not identify its sender. The addresses of this class contain random
 * digits, and messages to them do not leave the process.
 */
public final class OwnAddress {

  private static final String MAP = "dev.echopair.own";
  private static final int RANDOM_BYTES = 16;

  private OwnAddress() {}

  /**
   * The address at which this node's own verticles publish their reports, in addition to the public
   * address.
   */
  public static String reports(Vertx vertx) {
    return prefix(vertx) + ".reports";
  }

  /**
   * The address at which this node publishes its view of all nodes, in addition to the public
   * address.
   */
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

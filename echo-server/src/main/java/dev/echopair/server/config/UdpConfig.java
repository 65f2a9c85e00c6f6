package dev.echopair.server.config;

import dev.echopair.shared.config.Sizes;
import io.vertx.core.json.JsonObject;

/**
 * The configuration of the UDP echo.
 *
 * @param enabled whether the server offers UDP
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param instances number of verticle instances; 0 for one per event loop
 * @param maxDatagramSize maximum bytes of a datagram; larger ones are dropped and counted
 * @param engine {@code auto | batched | datagram-socket}
 */
public record UdpConfig(
    boolean enabled, String host, int port, int instances, int maxDatagramSize, String engine) {

  /** Returns a copy with another port and another number of instances. */
  public UdpConfig at(int otherPort, int otherInstances) {
    return new UdpConfig(enabled, host, otherPort, otherInstances, maxDatagramSize, engine);
  }

  /** Returns whether the engine is the socket of Vert.x. */
  public boolean isDatagramSocket() {
    return engine.equals("datagram-socket");
  }

  /** Reads the {@code udp} object of a validated configuration. */
  static UdpConfig from(JsonObject json) {
    return new UdpConfig(
        json.getBoolean("enabled"),
        json.getString("host"),
        json.getInteger("port"),
        json.getInteger("instances"),
        Math.toIntExact(Sizes.parse(json.getValue("maxDatagramSize"))),
        json.getString("engine"));
  }
}

package dev.echopair.server.config;

import dev.echopair.shared.config.Sizes;
import io.vertx.core.json.JsonObject;

/**
 * The UDP echo.
 *
 * @param enabled whether it is served
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param instances verticle instances; 0 for one per event loop
 * @param maxDatagramSize bytes beyond which a datagram is dropped and counted
 * @param engine {@code auto | batched | datagram-socket}
 */
public record UdpConfig(
    boolean enabled, String host, int port, int instances, int maxDatagramSize, String engine) {

  /** The same on another port, with so many instances. */
  public UdpConfig at(int otherPort, int otherInstances) {
    return new UdpConfig(enabled, host, otherPort, otherInstances, maxDatagramSize, engine);
  }

  /** Whether datagrams are echoed with the socket of Vert.x. */
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

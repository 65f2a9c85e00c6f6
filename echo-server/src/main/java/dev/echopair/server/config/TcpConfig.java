package dev.echopair.server.config;

import dev.echopair.shared.config.Durations;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of the TCP echo.
 *
 * @param enabled whether the server offers TCP
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param instances number of verticle instances; 0 for one per event loop
 * @param engine {@code auto | direct | net-socket}
 * @param backlog maximum number of connections that wait to be accepted
 * @param maxConnections maximum number of open connections of this node; more are refused
 * @param idleTimeout time after which an idle connection is closed; zero for never
 * @param tls certificates for TLS; empty for plain TCP
 */
public record TcpConfig(
    boolean enabled,
    String host,
    int port,
    int instances,
    String engine,
    int backlog,
    int maxConnections,
    Duration idleTimeout,
    Optional<TlsConfig> tls) {

  /** Returns whether the engine is the socket of Vert.x. */
  public boolean isNetSocket() {
    return engine.equals("net-socket");
  }

  /** Reads the {@code tcp} object of a validated configuration. */
  static TcpConfig from(JsonObject json) {
    return new TcpConfig(
        json.getBoolean("enabled"),
        json.getString("host"),
        json.getInteger("port"),
        json.getInteger("instances"),
        json.getString("engine"),
        json.getInteger("backlog"),
        json.getInteger("maxConnections"),
        Durations.parse(json.getString("idleTimeout")),
        Optional.ofNullable(json.getJsonObject("tls")).map(TlsConfig::from));
  }
}

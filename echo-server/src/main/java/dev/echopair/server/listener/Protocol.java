package dev.echopair.server.listener;

import dev.echopair.server.config.ServerConfig;
import io.vertx.core.Vertx;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** The protocols of the server. A further protocol needs a {@link Listener} and one line here. */
enum Protocol {
  /** TCP, plain or with TLS. */
  TCP(config -> config.tcp().enabled(), TcpListener::new),
  /** UDP. */
  UDP(config -> config.udp().enabled(), UdpListener::new);

  private final Predicate<ServerConfig> enabled;
  private final BiFunction<Vertx, ServerConfig, Listener> listener;

  Protocol(Predicate<ServerConfig> enabled, BiFunction<Vertx, ServerConfig, Listener> listener) {
    this.enabled = enabled;
    this.listener = listener;
  }

  /** Returns whether a configuration enables this protocol. */
  boolean isEnabled(ServerConfig config) {
    return enabled.test(config);
  }

  /** Makes a listener for a configuration, without opening it. */
  Listener listener(Vertx vertx, ServerConfig config) {
    return listener.apply(vertx, config);
  }
}

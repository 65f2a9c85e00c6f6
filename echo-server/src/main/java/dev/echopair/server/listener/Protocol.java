package dev.echopair.server.listener;

import dev.echopair.server.config.ServerConfig;
import io.vertx.core.Vertx;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** The protocols that the server speaks; what a further one needs is a line here. */
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

  /** Tells whether a configuration asks for this protocol. */
  boolean isEnabled(ServerConfig config) {
    return enabled.test(config);
  }

  /** Makes the listener of a configuration; it is not open yet. */
  Listener listener(Vertx vertx, ServerConfig config) {
    return listener.apply(vertx, config);
  }
}

package dev.echopair.server.listener;

import dev.echopair.server.config.ServerConfig;
import io.vertx.core.Vertx;

/** The protocols of the server. A new protocol is added here. */
enum Protocol {
  /** TCP, plain or with TLS. */
  TCP {
    @Override
    boolean isEnabled(ServerConfig config) {
      return config.tcp().enabled();
    }

    @Override
    Listener listener(Vertx vertx, ServerConfig config) {
      return new TcpListener(vertx, config);
    }
  },
  /** UDP. */
  UDP {
    @Override
    boolean isEnabled(ServerConfig config) {
      return config.udp().enabled();
    }

    @Override
    Listener listener(Vertx vertx, ServerConfig config) {
      return new UdpListener(vertx, config);
    }
  };

  /** Whether a configuration enables this protocol. */
  abstract boolean isEnabled(ServerConfig config);

  /** Makes the listener of a configuration, not open yet. */
  abstract Listener listener(Vertx vertx, ServerConfig config);
}

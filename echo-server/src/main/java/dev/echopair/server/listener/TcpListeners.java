package dev.echopair.server.listener;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.server.config.TcpConfig;
import dev.echopair.server.tcp.TcpEchoVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** The TCP echo verticles of one configuration. */
public final class TcpListeners {

  private final Vertx vertx;
  private final TcpConfig config;
  private final ServerConfig whole;
  private final Listeners<TcpEchoVerticle> listeners;

  public TcpListeners(Vertx vertx, ServerConfig config) {
    this.vertx = vertx;
    this.config = config.tcp();
    this.whole = config;
    this.listeners = new Listeners<>(vertx);
  }

  /** Deploys the verticles and says what they serve. */
  public Future<JsonObject> open() {
    int instances = Listeners.instances(vertx, config.instances());
    return listeners
        .open(() -> new TcpEchoVerticle(whole), instances)
        .map(
            deployed ->
                Listeners.told(
                    vertx,
                    config.tls().isPresent() ? "tls" : "tcp",
                    config.host(),
                    listeners.verticles().get(0).actualPort(),
                    instances,
                    ""));
  }

  /** Whether a changed configuration can be applied to these verticles as they listen. */
  public boolean canBecome(ServerConfig changed) {
    TcpConfig wanted = changed.tcp();
    return wanted.enabled()
        && wanted.host().equals(config.host())
        && wanted.port() == config.port()
        && wanted.instances() == config.instances();
  }

  public Future<?> reconfigure(ServerConfig changed) {
    return Future.all(
        listeners.verticles().stream().map(verticle -> verticle.reconfigure(changed)).toList());
  }

  public Future<Void> close() {
    return listeners.close();
  }
}

package dev.echopair.server.listener;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.server.config.TcpConfig;
import dev.echopair.server.tcp.TcpEchoVerticle;
import dev.echopair.shared.internals.UsedTransport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The TCP echo verticles of one configuration. */
final class TcpListener implements Listener {

  private final Vertx vertx;
  private final ServerConfig config;
  private final Instances<TcpEchoVerticle> instances;

  TcpListener(Vertx vertx, ServerConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.instances = new Instances<>(vertx);
  }

  @Override
  public Future<Listening> open() {
    TcpConfig tcp = config.tcp();
    int count = Instances.count(vertx, tcp.instances());
    return instances
        .deploy(() -> new TcpEchoVerticle(config), count)
        .map(
            deployed ->
                new Listening(
                    tcp.tls().isPresent() ? "tls" : "tcp",
                    tcp.host(),
                    instances.first().actualPort(),
                    count,
                    UsedTransport.nameOf(vertx),
                    ""));
  }

  @Override
  public boolean canBecome(ServerConfig changed) {
    TcpConfig open = config.tcp();
    TcpConfig wanted = changed.tcp();
    return wanted.host().equals(open.host())
        && wanted.port() == open.port()
        && wanted.instances() == open.instances()
        && wanted.engine().equals(open.engine())
        && (!open.isNetSocket() || wanted.idleTimeout().equals(open.idleTimeout()));
  }

  /** Returns false: all servers of a Vert.x instance on the same TCP port share it. */
  @Override
  public boolean conflictsWith(ServerConfig changed) {
    return false;
  }

  @Override
  public Future<Void> reconfigure(ServerConfig changed) {
    return instances.each(verticle -> verticle.reconfigure(changed));
  }

  @Override
  public Future<Void> close() {
    return instances.undeploy();
  }
}

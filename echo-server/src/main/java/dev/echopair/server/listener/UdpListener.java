package dev.echopair.server.listener;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.server.udp.UdpEchoVerticle;
import dev.echopair.shared.internals.UsedTransport;
import dev.echopair.shared.net.ListenAddresses;
import dev.echopair.shared.net.ListenFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;

/** The UDP echo verticles of one configuration. */
final class UdpListener implements Listener {

  /** How many free ports are tried before the start fails. */
  private static final int ATTEMPTS = 5;

  private final Vertx vertx;
  private final ServerConfig config;
  private final Instances<UdpEchoVerticle> instances;

  UdpListener(Vertx vertx, ServerConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.instances = new Instances<>(vertx);
  }

  @Override
  public Future<Listening> open() {
    int wanted = Instances.count(vertx, config.udp().instances());
    int count = vertx.isNativeTransportEnabled() ? wanted : 1;
    String remark =
        count == wanted
            ? ""
            : "not " + wanted + " instances, because the nio transport cannot share a UDP port";
    return open(count, ATTEMPTS)
        .map(
            port ->
                new Listening(
                    "udp", config.udp().host(), port, count, UsedTransport.nameOf(vertx), remark));
  }

  /**
   * Claims the port and listens on it. Another process may bind a free port in between: retries.
   */
  private Future<Integer> open(int count, int attempts) {
    Future<Integer> opened = claimPort().compose(port -> listen(port, count));
    return config.udp().port() != 0 || attempts == 1
        ? opened
        : opened.recover(failure -> open(count, attempts - 1));
  }

  private Future<Integer> listen(int port, int count) {
    ServerConfig chosen = config.with(config.udp().at(port, count));
    return instances.deploy(() -> new UdpEchoVerticle(chosen), count).map(deployed -> port);
  }

  @Override
  public boolean canBecome(ServerConfig changed) {
    return asksForTheSamePort(changed)
        && changed.udp().instances() == config.udp().instances()
        && changed.udp().engine().equals(config.udp().engine());
  }

  /**
   * Returns whether the port stays the same. The check of {@link #claimPort} cannot tell old
   * sockets of this process from sockets of another process: the old ones must close first.
   */
  @Override
  public boolean conflictsWith(ServerConfig changed) {
    return config.udp().port() != 0 && asksForTheSamePort(changed);
  }

  private boolean asksForTheSamePort(ServerConfig changed) {
    return changed.udp().host().equals(config.udp().host())
        && changed.udp().port() == config.udp().port();
  }

  @Override
  public Future<Void> reconfigure(ServerConfig changed) {
    return instances.each(verticle -> verticle.reconfigure(changed));
  }

  @Override
  public Future<Void> close() {
    return instances.undeploy();
  }

  /**
   * Makes sure that no other process uses the UDP port. Several processes of the same user can bind
   * a port with SO_REUSEPORT without an error; then each of two servers would receive a part of the
   * datagrams. Therefore this step binds the port once without SO_REUSEPORT.
   *
   * @return the port; a free one if the configured port is 0
   */
  private Future<Integer> claimPort() {
    String host = config.udp().host();
    int port = config.udp().port();
    return ListenAddresses.resolve(vertx, host)
        .compose(address -> vertx.executeBlocking(() -> freePort(address, port), false))
        .recover(failure -> ListenFailure.explain("udp", host, port, failure));
  }

  /**
   * Binds and closes a socket of the JDK. Its port is free when {@code close} returns; the port of
   * a socket that is registered with a selector becomes free one turn later.
   */
  private static int freePort(InetAddress address, int port) throws SocketException {
    try (DatagramSocket exclusive = new DatagramSocket(port, address)) {
      return exclusive.getLocalPort();
    }
  }
}

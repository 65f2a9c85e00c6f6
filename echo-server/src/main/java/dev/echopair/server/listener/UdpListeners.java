package dev.echopair.server.listener;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.server.config.UdpConfig;
import dev.echopair.server.udp.UdpEchoVerticle;
import dev.echopair.shared.net.ListenAddresses;
import dev.echopair.shared.net.ListenFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;

/** The UDP echo verticles of one configuration. */
public final class UdpListeners {

  /** How many free ports are tried before it is not bad luck any more. */
  private static final int ATTEMPTS = 5;

  private final Vertx vertx;
  private final UdpConfig config;
  private final ServerConfig whole;
  private final Listeners<UdpEchoVerticle> listeners;

  public UdpListeners(Vertx vertx, ServerConfig config) {
    this.vertx = vertx;
    this.config = config.udp();
    this.whole = config;
    this.listeners = new Listeners<>(vertx);
  }

  /** Deploys the verticles and says what they serve. */
  public Future<JsonObject> open() {
    int wanted = Listeners.instances(vertx, config.instances());
    int instances = vertx.isNativeTransportEnabled() ? wanted : 1;
    String remark =
        instances == wanted
            ? ""
            : "; the nio transport cannot share a UDP port, so not " + wanted + " instances";
    return open(instances, ATTEMPTS)
        .map(port -> Listeners.told(vertx, "udp", config.host(), port, instances, remark));
  }

  /** Claims the port and listens on it; a free port may be somebody else's a moment later. */
  private Future<Integer> open(int instances, int attempts) {
    Future<Integer> opened =
        claimPort()
            .compose(
                port ->
                    listeners
                        .open(() -> new UdpEchoVerticle(at(port, instances)), instances)
                        .map(deployed -> port));
    return config.port() != 0 || attempts == 1
        ? opened
        : opened.recover(failure -> open(instances, attempts - 1));
  }

  /** Whether a changed configuration can be applied to these verticles as they listen. */
  public boolean canBecome(ServerConfig changed) {
    UdpConfig wanted = changed.udp();
    return wanted.enabled()
        && samePort(changed)
        && wanted.instances() == config.instances()
        && wanted.engine().equals(config.engine());
  }

  private ServerConfig at(int port, int instances) {
    return whole.with(config.at(port, instances));
  }

  /** Others like these, not yet open. */
  public UdpListeners anew() {
    return new UdpListeners(vertx, whole);
  }

  /** Whether a changed configuration asks for the very port that is bound here. */
  public boolean standsInTheWayOf(ServerConfig changed) {
    return config.port() != 0 && samePort(changed);
  }

  private boolean samePort(ServerConfig changed) {
    return changed.udp().host().equals(config.host()) && changed.udp().port() == config.port();
  }

  public Future<?> reconfigure(ServerConfig changed) {
    return Future.all(
        listeners.verticles().stream().map(verticle -> verticle.reconfigure(changed)).toList());
  }

  public Future<Void> close() {
    return listeners.close();
  }

  /**
   * Makes sure that the UDP port is nobody else's. Sockets that share a port let in every other
   * process of the same user that also shares it, without an error: two servers would each get a
   * part of the datagrams. So the port is bound once without sharing before it is bound with it.
   *
   * @return the port, a free one where 0 was asked for
   */
  private Future<Integer> claimPort() {
    String host = config.host();
    int port = config.port();
    return ListenAddresses.resolve(vertx, host)
        .compose(address -> vertx.executeBlocking(() -> freePort(address, port), false))
        .recover(failure -> ListenFailure.explain("udp", host, port, failure));
  }

  /**
   * A socket of the JDK: it is closed when it says so, one that a selector knows is a turn later.
   */
  private static int freePort(InetAddress address, int port) throws SocketException {
    try (DatagramSocket exclusive = new DatagramSocket(port, address)) {
      return exclusive.getLocalPort();
    }
  }
}

package dev.echopair.shared.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.NetServer;
import java.util.function.Function;

/** An echo server inside this process, on a free port of the loopback interface, for warm-up. */
public final class LoopbackEcho {

  private static final String LOOPBACK = "127.0.0.1";

  private LoopbackEcho() {}

  /**
   * Runs an echo server until the given work completes.
   *
   * @param scheme UDP for datagrams, anything else for TCP
   * @param work receives the target of the echo server
   * @return fails with the failure of the work, or when the echo server cannot listen
   */
  public static Future<Void> during(
      Vertx vertx, Endpoint.Scheme scheme, Function<Endpoint, Future<Void>> work) {
    return scheme == Endpoint.Scheme.UDP ? datagrams(vertx, work) : stream(vertx, work);
  }

  private static Future<Void> stream(Vertx vertx, Function<Endpoint, Future<Void>> work) {
    NetServer echo =
        vertx.createNetServer().connectHandler(socket -> socket.handler(socket::write));
    return echo.listen(0, LOOPBACK)
        .compose(on -> work.apply(new Endpoint(Endpoint.Scheme.TCP, LOOPBACK, on.actualPort())))
        .eventually(echo::close);
  }

  private static Future<Void> datagrams(Vertx vertx, Function<Endpoint, Future<Void>> work) {
    DatagramSocket echo = vertx.createDatagramSocket();
    echo.handler(
        packet -> echo.send(packet.data(), packet.sender().port(), packet.sender().host()));
    return echo.listen(0, LOOPBACK)
        .compose(
            on -> work.apply(new Endpoint(Endpoint.Scheme.UDP, LOOPBACK, on.localAddress().port())))
        .eventually(echo::close);
  }
}

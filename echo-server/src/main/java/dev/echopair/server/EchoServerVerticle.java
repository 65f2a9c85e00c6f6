package dev.echopair.server;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.shared.launch.StartupException;
import dev.echopair.shared.launch.TransportChoice;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.ListenAddresses;
import dev.echopair.shared.net.ListenFailure;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Deploys the echo verticles that the configuration asks for, as many instances as it asks for, and
 * says what is served. There is one of it; {@code -instances} scales what it deploys.
 */
public final class EchoServerVerticle extends VerticleBase {

  private ServerConfig config;
  private EchoEvents events;

  @Override
  public Future<?> start() {
    config = ServerConfig.of(config());
    events = new EchoEvents(vertx, "server");
    if (!config.tcp().enabled() && !config.udp().enabled()) {
      return Future.failedFuture(
          new StartupException(
              "nothing to serve: tcp.enabled and udp.enabled are both false", null));
    }
    List<Future<JsonObject>> served = new ArrayList<>();
    if (config.tcp().enabled()) {
      served.add(serveTcp());
    }
    if (config.udp().enabled()) {
      served.add(serveUdp());
    }
    return Future.join(served)
        .onSuccess(all -> served.forEach(one -> tellListening(one.result())))
        .recover(ignored -> Future.failedFuture(failures(served)));
  }

  private Future<JsonObject> serveTcp() {
    int instances = instances(config.tcp().instances());
    List<TcpEchoVerticle> verticles = new ArrayList<>();
    return deploy(verticles, TcpEchoVerticle::new, "tcp", config.tcp().port(), instances)
        .map(
            v ->
                listening(
                    config.tcp().tls().isPresent() ? "tls" : "tcp",
                    config.tcp().host(),
                    verticles.get(0).actualPort(),
                    instances,
                    ""));
  }

  private Future<JsonObject> serveUdp() {
    int wanted = instances(config.udp().instances());
    boolean shareable = vertx.isNativeTransportEnabled();
    int instances = shareable ? wanted : 1;
    String remark =
        instances == wanted
            ? ""
            : "; the nio transport cannot share a UDP port, so not " + wanted + " instances";
    return claimUdpPort()
        .compose(
            port ->
                deploy(new ArrayList<>(), UdpEchoVerticle::new, "udp", port, instances)
                    .map(v -> listening("udp", config.udp().host(), port, instances, remark)));
  }

  /**
   * Makes sure that the UDP port is nobody else's. Sockets that share a port let in every other
   * process of the same user that also shares it, without an error: two servers would each get a
   * part of the datagrams. So the port is bound once without sharing before it is bound with it.
   *
   * @return the port, a free one where 0 was asked for
   */
  private Future<Integer> claimUdpPort() {
    String host = config.udp().host();
    int port = config.udp().port();
    return ListenAddresses.resolve(vertx, host)
        .compose(
            address -> {
              DatagramSocket socket =
                  vertx.createDatagramSocket(
                      new DatagramSocketOptions().setIpV6(ListenAddresses.isIpv6(address)));
              return socket
                  .listen(port, address.getHostAddress())
                  .map(bound -> bound.localAddress().port())
                  .eventually(socket::close);
            })
        .recover(failure -> ListenFailure.explain("udp", host, port, failure));
  }

  /** Deploys the instances of one kind at once: those of one deployment share a port 0. */
  private <T extends Deployable> Future<String> deploy(
      List<T> verticles, Supplier<T> supplier, String section, int port, int instances) {
    JsonObject own = new JsonObject().put("port", port).put("instances", instances);
    JsonObject whole = config().copy().mergeIn(new JsonObject().put(section, own), true);
    return vertx.deployVerticle(
        () -> {
          T verticle = supplier.get();
          verticles.add(verticle);
          return verticle;
        },
        new DeploymentOptions().setConfig(whole).setInstances(instances));
  }

  private int instances(int configured) {
    return configured > 0 ? configured : eventLoops();
  }

  private int eventLoops() {
    int loops = 0;
    for (var ignored : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      loops++;
    }
    return loops;
  }

  private JsonObject listening(String scheme, String host, int port, int instances, String remark) {
    return new JsonObject()
        .put("address", scheme + "://" + Endpoint.hostPort(host, port))
        .put("protocol", scheme)
        .put("host", host)
        .put("port", port)
        .put("instances", instances)
        .put("transport", TransportChoice.nameOf(vertx))
        .put("remark", remark);
  }

  private void tellListening(JsonObject details) {
    int instances = details.getInteger("instances");
    events.publish(
        EchoEvents.LISTENING,
        "listening on %s, %d %s, %s transport%s"
            .formatted(
                details.getString("address"),
                instances,
                instances == 1 ? "instance" : "instances",
                details.getString("transport"),
                details.remove("remark")),
        details);
  }

  private static StartupException failures(List<Future<JsonObject>> served) {
    return new StartupException(served.stream().filter(Future::failed).map(Future::cause).toList());
  }
}

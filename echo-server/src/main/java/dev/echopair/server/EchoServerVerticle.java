package dev.echopair.server;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.server.listener.TcpListeners;
import dev.echopair.server.listener.UdpListeners;
import dev.echopair.shared.launch.Reconfigurable;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.process.StartupException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deploys the echo verticles that the configuration asks for, as many instances as it asks for, and
 * says what is served. There is one of it; {@code -instances} scales what it deploys.
 *
 * <p>A changed configuration is applied to what runs where that is possible; where it is not (host,
 * port, instances), listeners for the new one are deployed before those for the old one drain.
 */
public final class EchoServerVerticle extends VerticleBase implements Reconfigurable<ServerConfig> {

  private ServerConfig config;
  private EchoEvents events;
  private Optional<TcpListeners> tcp = Optional.empty();
  private Optional<UdpListeners> udp = Optional.empty();

  /** Configured with JSON at its deployment. */
  public EchoServerVerticle() {
    this(null);
  }

  /** Made with its configuration. */
  public EchoServerVerticle(ServerConfig config) {
    this.config = config;
  }

  @Override
  public Future<?> start() {
    events = new EchoEvents(vertx, "server");
    return serve(config == null ? ServerConfig.of(config()) : config);
  }

  @Override
  public Future<Void> reconfigure(ServerConfig changed) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> apply(changed).onComplete(done));
    return done.future();
  }

  private Future<Void> apply(ServerConfig changed) {
    Optional<TcpListeners> oldTcp = tcp;
    Optional<UdpListeners> oldUdp = udp;
    tcp = oldTcp.filter(listeners -> listeners.canBecome(changed));
    udp = oldUdp.filter(listeners -> listeners.canBecome(changed));
    // Sockets that share a UDP port cannot be told apart from a stranger's: the old ones go first.
    Optional<UdpListeners> inTheWay =
        oldUdp.filter(old -> udp.isEmpty() && old.standsInTheWayOf(changed));
    Future<Void> udpGone = inTheWay.map(UdpListeners::close).orElseGet(Future::succeededFuture);
    return udpGone
        .compose(gone -> serve(changed))
        .recover(
            failure -> {
              tcp = oldTcp;
              udp = oldUdp;
              return inTheWay
                  .map(gone -> reopen(gone, failure))
                  .orElseGet(() -> Future.failedFuture(failure));
            })
        .compose(served -> reconfigureRunning(changed))
        .onSuccess(
            applied -> {
              // Not waited for: they drain.
              oldTcp
                  .filter(old -> tcp.isEmpty() || tcp.get() != old)
                  .ifPresent(TcpListeners::close);
              oldUdp
                  .filter(old -> udp.isEmpty() || udp.get() != old)
                  .ifPresent(UdpListeners::close);
            });
  }

  /** Puts back what had to go for a configuration that then failed; fails as that did. */
  private Future<Void> reopen(UdpListeners gone, Throwable failure) {
    UdpListeners again = gone.anew();
    udp = Optional.of(again);
    return again
        .open()
        .onFailure(lost -> udp = Optional.empty())
        .transform(
            reopened ->
                Future.failedFuture(
                    reopened.succeeded()
                        ? failure
                        : new StartupException(List.of(failure, reopened.cause()))));
  }

  private Future<Void> reconfigureRunning(ServerConfig changed) {
    List<Future<?>> applied = new ArrayList<>();
    tcp.ifPresent(listeners -> applied.add(listeners.reconfigure(changed)));
    udp.ifPresent(listeners -> applied.add(listeners.reconfigure(changed)));
    return Future.all(applied).mapEmpty();
  }

  /** Deploys what is asked for and not there yet; all of it, or none when a part fails. */
  private Future<Void> serve(ServerConfig wanted) {
    if (!wanted.tcp().enabled() && !wanted.udp().enabled()) {
      return Future.failedFuture(
          new StartupException(
              "nothing to serve: tcp.enabled and udp.enabled are both false", null));
    }
    List<Future<JsonObject>> served = new ArrayList<>();
    TcpListeners newTcp = new TcpListeners(vertx, wanted);
    UdpListeners newUdp = new UdpListeners(vertx, wanted);
    boolean addTcp = wanted.tcp().enabled() && tcp.isEmpty();
    boolean addUdp = wanted.udp().enabled() && udp.isEmpty();
    if (addTcp) {
      served.add(newTcp.open());
    }
    if (addUdp) {
      served.add(newUdp.open());
    }
    return Future.join(served)
        .onSuccess(
            all -> {
              tcp = addTcp ? Optional.of(newTcp) : tcp;
              udp = addUdp ? Optional.of(newUdp) : udp;
              served.forEach(one -> tellListening(one.result()));
            })
        .recover(
            failed -> {
              // Waited for: whoever comes next may need the port.
              Future<?> gone = Future.join(newTcp.close(), newUdp.close());
              return gone.transform(closed -> Future.failedFuture(failures(served)));
            })
        .mapEmpty();
  }

  private void tellListening(JsonObject details) {
    int instances = details.getInteger("instances");
    events.publish(
        EchoEvents.LISTENING,
        // Not a format: the first one of a JVM reads locale data.
        "listening on "
            + details.getString("address")
            + ", "
            + instances
            + (instances == 1 ? " instance, " : " instances, ")
            + details.getString("transport")
            + " transport"
            + details.remove("remark"),
        details);
  }

  private static StartupException failures(List<Future<JsonObject>> served) {
    return new StartupException(served.stream().filter(Future::failed).map(Future::cause).toList());
  }
}

package dev.echopair.client.engine;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.verticle.ProbeObserver;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs once against an echo inside of this process before it counts: the JVM loads and interprets
 * everything on the way of the first probes, which takes 100 ms and more that no network has to
 * answer for.
 */
public final class RunRehearsal {

  private static final String LOOPBACK = "127.0.0.1";

  /** As many as make the JVM compile the way of a probe. */
  private static final int PROBES = 2_000;

  private static final double RATE = 4_000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private RunRehearsal() {}

  /** Rehearses a run; never fails, as what it is for works without it, too. */
  public static Future<Void> of(Vertx vertx, RunSpec spec) {
    Future<Void> rehearsed = spec.isUdp() ? datagrams(vertx) : stream(vertx);
    return rehearsed.otherwiseEmpty();
  }

  private static Future<Void> stream(Vertx vertx) {
    NetServer echo =
        vertx.createNetServer().connectHandler(socket -> socket.handler(socket::write));
    return echo.listen(0, LOOPBACK)
        .compose(listening -> run(vertx, Endpoint.Scheme.TCP, echo.actualPort()))
        .eventually(echo::close);
  }

  private static Future<Void> datagrams(Vertx vertx) {
    DatagramSocket echo = vertx.createDatagramSocket();
    echo.handler(
        packet -> echo.send(packet.data(), packet.sender().port(), packet.sender().host()));
    return echo.listen(0, LOOPBACK)
        .compose(listening -> run(vertx, Endpoint.Scheme.UDP, listening.localAddress().port()))
        .eventually(echo::close);
  }

  private static Future<Void> run(Vertx vertx, Endpoint.Scheme scheme, int port) {
    RunSpec spec =
        new RunSpec(
            "rehearsal",
            new Endpoint(scheme, LOOPBACK, port),
            Optional.empty(),
            TlsTrust.PLATFORM,
            Pattern.rate(RATE),
            1,
            RunSpec.SizeRange.of(64),
            PATIENCE,
            new StopCondition(Duration.ZERO, PROBES, Duration.ZERO),
            PATIENCE,
            false,
            false);
    return new Run(vertx, spec, 1, ProbeObserver.NONE, interval -> {}).run().mapEmpty();
  }
}

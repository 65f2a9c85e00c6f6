package dev.echopair.client.verticle;

import dev.echopair.client.config.ProbeConfig;
import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.shared.config.Durations;
import dev.echopair.shared.launch.TransportChoice;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Deploys a probing verticle for each target that the configuration names, as many instances as it
 * asks for. There is one of it; {@code -instances} scales what it deploys.
 */
public final class ProbeServiceVerticle extends VerticleBase {

  private EchoEvents events;

  @Override
  public Future<?> start() {
    ProbeServiceConfig config = ProbeServiceConfig.of(config());
    events = new EchoEvents(vertx, "client");
    List<Future<?>> deployments = new ArrayList<>();
    for (int i = 0; i < config.probes().size(); i++) {
      deployments.add(deploy(config.probes().get(i), ProbeServiceConfig.only(config(), i)));
    }
    return Future.all(deployments);
  }

  private Future<?> deploy(ProbeConfig probe, JsonObject configuration) {
    Supplier<Deployable> verticle =
        probe.target().scheme() == Endpoint.Scheme.UDP
            ? UdpClientVerticle::new
            : TcpClientVerticle::new;
    DeploymentOptions options =
        new DeploymentOptions().setConfig(configuration).setInstances(probe.instances());
    return vertx.deployVerticle(verticle, options).onSuccess(deployed -> probing(probe));
  }

  private void probing(ProbeConfig probe) {
    events.publish(
        EchoEvents.PROBING,
        "probe %s: %s every %s with %d bytes, %d %s, %s transport"
            .formatted(
                probe.name(),
                probe.target(),
                Durations.format(probe.interval()),
                probe.size(),
                probe.instances(),
                probe.instances() == 1 ? "instance" : "instances",
                TransportChoice.nameOf(vertx)),
        new JsonObject().put("probe", probe.name()).put("target", probe.target().toString()));
  }
}

package dev.echopair.client.verticle;

import dev.echopair.client.config.ProbeConfig;
import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.shared.config.Durations;
import dev.echopair.shared.launch.Reconfigurable;
import dev.echopair.shared.launch.TransportChoice;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Deploys a probing verticle for each target that the configuration names, as many instances as it
 * asks for. There is one of it; {@code -instances} scales what it deploys.
 */
public final class ProbeServiceVerticle extends VerticleBase implements Reconfigurable {

  private final Map<JsonObject, String> deployments = new HashMap<>();

  private EchoEvents events;

  @Override
  public Future<?> start() {
    events = new EchoEvents(vertx, "client");
    return apply(config());
  }

  @Override
  public Future<Void> reconfigure(JsonObject changed) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> apply(changed).onComplete(done));
    return done.future();
  }

  /** Deploys the probes that are new or changed, undeploys those that are gone or changed. */
  private Future<Void> apply(JsonObject json) {
    ProbeServiceConfig config = ProbeServiceConfig.of(json);
    List<Future<?>> steps = new ArrayList<>();
    Set<JsonObject> wanted = new HashSet<>();
    for (int i = 0; i < config.probes().size(); i++) {
      JsonObject one = ProbeServiceConfig.only(json, i);
      wanted.add(one);
      if (!deployments.containsKey(one)) {
        steps.add(deploy(config.probes().get(i), one));
      }
    }
    for (JsonObject gone : List.copyOf(deployments.keySet())) {
      if (!wanted.contains(gone)) {
        steps.add(vertx.undeploy(deployments.remove(gone)));
      }
    }
    return Future.all(steps).mapEmpty();
  }

  private Future<?> deploy(ProbeConfig probe, JsonObject configuration) {
    Supplier<Deployable> verticle =
        probe.target().scheme() == Endpoint.Scheme.UDP
            ? UdpClientVerticle::new
            : TcpClientVerticle::new;
    DeploymentOptions options =
        new DeploymentOptions().setConfig(configuration).setInstances(probe.instances());
    return vertx
        .deployVerticle(verticle, options)
        .onSuccess(
            deployed -> {
              deployments.put(configuration, deployed);
              probing(probe);
            });
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

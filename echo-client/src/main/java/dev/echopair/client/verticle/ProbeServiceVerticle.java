package dev.echopair.client.verticle;

import dev.echopair.client.config.ProbeConfig;
import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.client.config.RunSpec;
import dev.echopair.shared.config.Durations;
import dev.echopair.shared.internals.UsedTransport;
import dev.echopair.shared.launch.Reconfigurable;
import dev.echopair.shared.metrics.EchoEvents;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Deploys the verticles of all configured probes, each with its configured number of instances.
 * This verticle has one instance; {@code -instances} scales the verticles that it deploys.
 */
public final class ProbeServiceVerticle extends VerticleBase
    implements Reconfigurable<ProbeServiceConfig> {

  /** The settings that the verticles of a probe depend on. A change replaces the verticles. */
  private record Probing(ProbeConfig probe, RunSpec run) {}

  private final Optional<ProbeServiceConfig> typed;
  private final Map<Probing, String> deployments = new HashMap<>();

  private EchoEvents events;

  /** Makes a service that reads the JSON configuration of its deployment. */
  public ProbeServiceVerticle() {
    this.typed = Optional.empty();
  }

  /** Makes a service with a typed configuration. */
  public ProbeServiceVerticle(ProbeServiceConfig config) {
    this.typed = Optional.of(config);
  }

  @Override
  public Future<?> start() {
    events = new EchoEvents(vertx, "client");
    return apply(typed.orElseGet(() -> ProbeServiceConfig.of(config())));
  }

  @Override
  public Future<Void> reconfigure(ProbeServiceConfig changed) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> apply(changed).onComplete(done));
    return done.future();
  }

  /** Deploys new and changed probes, and undeploys removed and changed probes. */
  private Future<Void> apply(ProbeServiceConfig changed) {
    List<Future<?>> steps = new ArrayList<>();
    Set<Probing> wanted = new HashSet<>();
    for (ProbeConfig probe : changed.probes()) {
      Probing one = new Probing(probe, changed.run(probe));
      wanted.add(one);
      if (!deployments.containsKey(one)) {
        steps.add(deploy(one));
      }
    }
    for (Probing gone : List.copyOf(deployments.keySet())) {
      if (!wanted.contains(gone)) {
        steps.add(vertx.undeploy(deployments.remove(gone)));
      }
    }
    return Future.all(steps).mapEmpty();
  }

  private Future<?> deploy(Probing one) {
    ProbeConfig probe = one.probe();
    Supplier<Deployable> verticle =
        one.run().isUdp()
            ? () -> new UdpClientVerticle(one.run())
            : () -> new TcpClientVerticle(one.run());
    DeploymentOptions options = new DeploymentOptions().setInstances(probe.instances());
    return vertx
        .deployVerticle(verticle, options)
        .onSuccess(
            deployed -> {
              deployments.put(one, deployed);
              publishProbing(probe);
            });
  }

  private void publishProbing(ProbeConfig probe) {
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
                UsedTransport.nameOf(vertx)),
        new JsonObject().put("probe", probe.name()).put("target", probe.target().toString()));
  }
}

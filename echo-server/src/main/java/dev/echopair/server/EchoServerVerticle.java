package dev.echopair.server;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.server.listener.Listeners;
import dev.echopair.server.listener.Listening;
import dev.echopair.shared.launch.Reconfigurable;
import dev.echopair.shared.metrics.EchoEvents;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;

/**
 * Deploys the echo verticles that the configuration asks for, as many instances as it asks for, and
 * publishes what is served. There is one of it; {@code -instances} scales what it deploys.
 *
 * <p>A changed configuration is applied to what runs where that is possible; where it is not (host,
 * port, instances, engine), listeners for the new one open before those for the old one drain.
 */
public final class EchoServerVerticle extends VerticleBase implements Reconfigurable<ServerConfig> {

  private final ServerConfig config;

  private Listeners listeners;
  private EchoEvents events;

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
    listeners = new Listeners(vertx);
    events = new EchoEvents(vertx, "server");
    return serve(config == null ? ServerConfig.of(config()) : config);
  }

  @Override
  public Future<Void> reconfigure(ServerConfig changed) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> serve(changed).onComplete(done));
    return done.future();
  }

  private Future<Void> serve(ServerConfig wanted) {
    return listeners.serve(wanted).onSuccess(this::publish).mapEmpty();
  }

  private void publish(List<Listening> opened) {
    opened.forEach(each -> events.publish(EchoEvents.LISTENING, each.message(), each.details()));
  }
}

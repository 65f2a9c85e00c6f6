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
 * Deploys the configured echo verticles, each with the configured number of instances, and
 * publishes an event for each open listener. A node has one instance of this verticle; {@code
 * -instances} sets the number of instances of the echo verticles.
 *
 * <p>A changed configuration is applied to the running instances if possible. If not (another host,
 * port, engine or number of instances), new listeners open before the old ones drain.
 */
public final class EchoServerVerticle extends VerticleBase implements Reconfigurable<ServerConfig> {

  private final ServerConfig config;

  private Listeners listeners;
  private EchoEvents events;

  /** Makes a verticle that reads its configuration as JSON from its deployment options. */
  public EchoServerVerticle() {
    this(null);
  }

  /** Makes a verticle with this configuration. */
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

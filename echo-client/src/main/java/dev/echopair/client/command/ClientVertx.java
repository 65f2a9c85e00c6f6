package dev.echopair.client.command;

import dev.echopair.client.exchange.ExchangeFailure;
import dev.echopair.client.verticle.RunProgress;
import dev.echopair.shared.cluster.ClusterSetup;
import dev.echopair.shared.config.ClusterConfig;
import dev.echopair.shared.launch.TransportChoice;
import dev.echopair.shared.process.LogSetup;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A small Vert.x for a command that runs once, and a way to wait for it from the main thread. */
final class ClientVertx implements AutoCloseable {

  private final Vertx vertx;
  private final Context context;

  ClientVertx() {
    this(builder(options(2), "auto").build());
  }

  /**
   * Makes one that measures: an event loop for each verticle instance, and one that is not measured
   * on.
   *
   * @throws IllegalArgumentException when the transport does not load here
   */
  static ClientVertx measuring(int instances, String transport) {
    Vertx vertx = builder(options(2).setEventLoopPoolSize(instances + 1), transport).build();
    RunProgress.register(vertx.eventBus());
    return new ClientVertx(vertx);
  }

  private ClientVertx(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
  }

  /**
   * Joins the cluster whose members talk on one event bus; waits until it is one of them.
   *
   * @throws dev.echopair.shared.config.ConfigException when the configuration names what is not
   *     there
   */
  static ClientVertx clustered(ClusterConfig config) {
    ClusterSetup cluster = ClusterSetup.of(config);
    // A cluster manager blocks while it joins and while it looks up subscriptions.
    VertxOptions options = options(20);
    VertxBuilder builder = cluster.apply(builder(options, "auto"), options);
    try {
      Vertx joined = await(builder.buildClustered());
      cluster.started(joined, "client");
      return new ClientVertx(joined);
    } catch (RuntimeException e) {
      throw new ExchangeFailure(cluster.explain(e));
    }
  }

  private static VertxOptions options(int workers) {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(workers)
        .setInternalBlockingPoolSize(workers / 2)
        .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false));
  }

  private static VertxBuilder builder(VertxOptions options, String transport) {
    // What fails is told by the command itself.
    LogSetup.configure("error");
    return Vertx.builder().with(options).withTransport(TransportChoice.resolve(transport));
  }

  Vertx vertx() {
    return vertx;
  }

  /** Runs a step on the one event loop of this command and waits for it, on the main thread. */
  <T> T run(Supplier<Future<T>> step) {
    return await(
        Future.future(promise -> context.runOnContext(v -> step.get().onComplete(promise))));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw ExchangeFailure.of("failed", e.getCause());
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}

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

/** A small Vert.x for a command that runs once; the main thread can wait for its steps. */
final class ClientVertx implements AutoCloseable {

  private final Vertx vertx;
  private final Context context;

  ClientVertx() {
    this(builder(options(2), "auto").build());
  }

  /**
   * Makes an instance for measurements: one event loop per verticle instance, and one more for all
   * other work.
   *
   * @throws IllegalArgumentException when the transport is not available
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
   * Makes an instance that is a member of the cluster; blocks until it has joined.
   *
   * @throws dev.echopair.shared.config.ConfigException when a configured file cannot be read
   */
  static ClientVertx clustered(ClusterConfig config) {
    ClusterSetup cluster = ClusterSetup.of(config);
    // More workers: the cluster manager blocks while it joins and looks up subscriptions.
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
    // The command itself prints failures.
    LogSetup.configure("error");
    return Vertx.builder().with(options).withTransport(TransportChoice.resolve(transport));
  }

  Vertx vertx() {
    return vertx;
  }

  /** Runs a step on the event loop of this command; the main thread waits for the result. */
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

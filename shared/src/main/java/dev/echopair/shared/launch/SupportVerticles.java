package dev.echopair.shared.launch;

import dev.echopair.shared.config.ServiceConfig;
import dev.echopair.shared.management.ManagementVerticle;
import dev.echopair.shared.management.Readiness;
import dev.echopair.shared.metrics.Aggregator;
import dev.echopair.shared.metrics.TotalsVerticle;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;

/**
 * The verticles of every node in addition to its main verticle: the merged totals and the
 * management server.
 */
final class SupportVerticles {

  private final String role;
  private final TotalsVerticle totals;
  private final PrometheusMeterRegistry registry;
  private final Aggregator own = Aggregator.ofOneNode();

  private ServiceConfig config;
  private boolean managed;
  private String managementDeployment = "";

  SupportVerticles(String role, ServiceConfig config, PrometheusMeterRegistry registry) {
    this.role = role;
    this.totals = new TotalsVerticle(role, config.metricsInterval());
    this.config = config;
    this.registry = registry;
    this.managed = config.management().enabled();
    // `promtool check metrics` refuses Micrometer's names for these two meters.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
  }

  /** Enables the metrics of Vert.x when the management server runs, which shows them. */
  VertxBuilder meter(VertxOptions options, VertxBuilder builder) {
    if (!managed) {
      return builder;
    }
    options.setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
    return builder.withMetrics(new MicrometerMetricsFactory(registry));
  }

  /** Deploys the verticles. The management server comes last, when it has totals to show. */
  Future<Void> deploy(Vertx vertx) {
    if (managed) {
      bindJvmMeters();
    }
    // Merging the reports of many nodes takes time and must not block an event loop. The verticle
    // has its own worker thread: the shared pool would create a new thread for each task, up to its
    // limit of 20.
    DeploymentOptions worker =
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.WORKER)
            .setWorkerPoolName("totals")
            .setWorkerPoolSize(1);
    return vertx
        .deployVerticle(totals, worker)
        .compose(deployed -> managed ? manage(vertx) : Future.succeededFuture());
  }

  /**
   * Applies a changed configuration. The management server restarts when its section has changed.
   * When it cannot listen on the new address, it returns to the previous one.
   */
  Future<Void> reconfigure(Vertx vertx, ServiceConfig changed) {
    ServiceConfig before = config;
    return apply(vertx, changed)
        .recover(failure -> apply(vertx, before).transform(back -> Future.failedFuture(failure)));
  }

  private Future<Void> apply(Vertx vertx, ServiceConfig changed) {
    boolean relisten = !changed.management().equals(config.management());
    config = changed;
    managed = config.management().enabled();
    Future<Void> done = totals.changeInterval(config.metricsInterval());
    return relisten
        ? done.compose(v -> unmanage(vertx))
            .compose(gone -> managed ? manage(vertx) : Future.succeededFuture())
        : done;
  }

  private Future<Void> unmanage(Vertx vertx) {
    String deployed = managementDeployment;
    managementDeployment = "";
    return deployed.isEmpty() ? Future.succeededFuture() : vertx.undeploy(deployed);
  }

  /** Reports that the node is ready. */
  void ready(Vertx vertx) {
    Readiness.of(vertx).ready();
  }

  /** Reports that the node accepts no new work. */
  void draining(Vertx vertx) {
    Readiness.of(vertx).draining();
  }

  private Future<Void> manage(Vertx vertx) {
    return vertx
        .deployVerticle(
            () -> new ManagementVerticle(role, config.management(), registry, own),
            new DeploymentOptions())
        .onSuccess(deployed -> managementDeployment = deployed)
        .mapEmpty();
  }

  private void bindJvmMeters() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }
}

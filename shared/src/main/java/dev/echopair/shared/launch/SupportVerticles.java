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

/** What every node runs beside its main verticle: the merged totals, and the HTTP side. */
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
    // Micrometer's names for these two are none that `promtool check metrics` accepts.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
  }

  /** Makes Vert.x count what it does, when there is somebody to show it to. */
  VertxBuilder meter(VertxOptions options, VertxBuilder builder) {
    if (!managed) {
      return builder;
    }
    options.setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
    return builder.withMetrics(new MicrometerMetricsFactory(registry));
  }

  /** Deploys; the HTTP side comes last, when there is something to show. */
  Future<Void> deploy(Vertx vertx) {
    if (managed) {
      bindJvmMeters();
    }
    // Merging takes its time on many nodes: it must not take that of an event loop. On a thread of
    // its own: the shared pool makes one more for each piece of work until it has all its twenty.
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
   * Applies a changed configuration; the HTTP side listens anew when its own part changed. When it
   * cannot, it listens as before.
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

  /** Tells that the node serves. */
  void ready(Vertx vertx) {
    Readiness.of(vertx).ready();
  }

  /** Tells that the node takes no new work. */
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

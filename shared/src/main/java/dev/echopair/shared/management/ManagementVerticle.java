package dev.echopair.shared.management;

import dev.echopair.shared.config.EmbeddedConfig;
import dev.echopair.shared.config.ManagementConfig;
import dev.echopair.shared.metrics.Aggregator;
import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.metrics.OwnAddress;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.ListenFailure;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.time.Instant;

/**
 * The management server of a node over HTTP: health, Prometheus, totals, the bridge to the event
 * bus, the dashboard. All its data about the echo arrives over the bus from the verticles of this
 * node.
 *
 * <p>One instance per node.
 */
public final class ManagementVerticle extends VerticleBase {

  private static final String WEB_ROOT = "dev/echopair/shared/management/web";
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final Aggregator own;

  private String role;
  private ManagementConfig config;
  private PrometheusReports collector;
  private JsonObject totals = new JsonObject();
  private HttpServer server;

  /**
   * Makes the verticle for a deployment by name. It reads the configuration of the deployment, see
   * {@link EmbeddedConfig}. It shows the metrics of the echo, but not those of Vert.x and of the
   * JVM, which may be in another registry.
   */
  public ManagementVerticle() {
    this("", null, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Aggregator.ofOneNode());
  }

  /**
   * Makes the verticle.
   *
   * @param role {@code server} or {@code client}, for events
   * @param config the listen address and the token
   * @param registry holds the meters of Vert.x and of the JVM
   * @param own merges the reports of this node. It outlives the verticle, so that counters do not
   *     run backwards after a redeployment
   */
  public ManagementVerticle(
      String role, ManagementConfig config, PrometheusMeterRegistry registry, Aggregator own) {
    this.role = role;
    this.config = config;
    this.registry = registry;
    this.own = own;
  }

  @Override
  public Future<?> start() {
    if (config == null) {
      EmbeddedConfig embedded = EmbeddedConfig.of(config());
      role = embedded.role();
      config = embedded.management();
    }
    collector = new PrometheusReports(own);
    registry.getPrometheusRegistry().register(collector);
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setMaxWebSocketMessageSize(64 * 1024))
            .requestHandler(router());
    return subscribe()
        .compose(subscribed -> listen())
        .onSuccess(listening -> tell(listening.actualPort()));
  }

  @Override
  public Future<?> stop() {
    registry.getPrometheusRegistry().unregister(collector);
    return Future.succeededFuture();
  }

  private Future<Void> subscribe() {
    return Future.all(
            listen(
                OwnAddress.reports(vertx),
                report -> own.accept(report, Instant.now(), System.nanoTime())),
            listen(OwnAddress.totals(vertx), newest -> totals = newest))
        .compose(subscribed -> firstTotals());
  }

  private Future<Void> listen(String address, Handler<JsonObject> handler) {
    MessageConsumer<JsonObject> consumer = vertx.eventBus().localConsumer(address);
    consumer.handler(message -> handler.handle(message.body()));
    return consumer.completion();
  }

  /**
   * Requests the view of this node before the end of the first interval. Without a reply the view
   * stays empty.
   */
  private Future<Void> firstTotals() {
    return vertx
        .eventBus()
        .<JsonObject>request(
            BusAddress.SNAPSHOT, new JsonObject(), new DeliveryOptions().setLocalOnly(true))
        .map(
            reply -> {
              if (totals.isEmpty()) {
                totals = reply.body();
              }
              return null;
            })
        .otherwiseEmpty()
        .mapEmpty();
  }

  private Future<HttpServer> listen() {
    return server
        .listen(config.port(), config.host())
        .recover(
            failure -> ListenFailure.explain("management", config.host(), config.port(), failure));
  }

  private Router router() {
    TokenAuthorization authorization = new TokenAuthorization(config.token());
    Router router = Router.router(vertx);
    router.route().handler(new SecurityHeaders());
    router.route().handler(new BrowserGuard(config));
    router
        .get("/health/live")
        .handler(HealthCheckHandler.createWithHealthChecks(HealthChecks.create(vertx)));
    router.get("/health/ready").handler(HealthCheckHandler.createWithHealthChecks(readiness()));
    router.post("/api/session").handler(authorization::signIn);
    router.get("/metrics").handler(authorization).handler(this::prometheus);
    router.get("/api/totals").handler(authorization).handler(this::totals);
    router.route("/eventbus/*").handler(authorization);
    router.route("/eventbus/*").subRouter(BusBridge.router(vertx, () -> totals));
    router
        .get("/lib/chart.js")
        .handler(context -> context.response().sendFile(ChartLibrary.RESOURCE));
    String definitions = PageDefinitions.script();
    router
        .get("/definitions.js")
        .handler(
            context ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/javascript;charset=UTF-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .end(definitions));
    router.get().handler(StaticHandler.create(WEB_ROOT).setCachingEnabled(false));
    router.errorHandler(
        404, context -> error(context, "no such page: " + context.request().path()));
    router.errorHandler(405, context -> error(context, "method not allowed"));
    router.errorHandler(500, context -> error(context, "internal error"));
    return router;
  }

  private HealthChecks readiness() {
    Readiness readiness = Readiness.of(vertx);
    return HealthChecks.create(vertx)
        .register(
            "listeners",
            promise -> {
              Readiness.State state = readiness.state();
              JsonObject data = new JsonObject().put("state", state.name());
              promise.complete(state == Readiness.State.READY ? Status.OK(data) : Status.KO(data));
            });
  }

  private void prometheus(RoutingContext context) {
    context.response().putHeader(HttpHeaders.CONTENT_TYPE, PROMETHEUS_TEXT).end(registry.scrape());
  }

  private void totals(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(totals.toBuffer());
  }

  private static void error(RoutingContext context, String what) {
    // The default status of a router's error handler is 200.
    context
        .response()
        .setStatusCode(context.statusCode())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(new JsonObject().put("error", what).toBuffer());
  }

  private void tell(int port) {
    String address = "http://" + Endpoint.hostPort(config.host(), port);
    boolean open = config.token().isEmpty() && !BrowserGuard.isLoopback(config.host());
    new EchoEvents(vertx, role)
        .publish(
            EchoEvents.LISTENING,
            "management on "
                + address
                + (open
                    ? "; WARNING: other hosts can connect, as management.token is not set"
                    : ""),
            new JsonObject().put("address", address).put("protocol", "http").put("port", port));
  }
}

package dev.echopair.shared.management;

import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.metrics.TotalsVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

/** The HTTP side of a node in the process of the test, on a free port. */
final class RunningManagement implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();

  /** A field, because the client closes its sockets when it is garbage-collected. */
  private final WebSocketClient webSockets =
      vertx.createWebSocketClient(
          new WebSocketClientOptions()
              .setReceiveBufferSize(64 * 1024)
              .setMaxFrameSize(4 * 1024 * 1024)
              .setMaxMessageSize(4 * 1024 * 1024));

  private int port;

  private RunningManagement() {}

  /** Starts a node that needs no token. */
  static RunningManagement open() {
    return start(new JsonObject());
  }

  /** Starts a node that publishes totals at this interval. */
  static RunningManagement withInterval(String interval) {
    return start(new JsonObject(), interval);
  }

  /** Starts a node that requires a token. */
  static RunningManagement withToken(String token) {
    return start(new JsonObject().put("token", token));
  }

  private static RunningManagement start(JsonObject management) {
    return start(management, "50ms");
  }

  private static RunningManagement start(JsonObject management, String interval) {
    RunningManagement running = new RunningManagement();
    try {
      running.deploy(
          new JsonObject()
              .put("metrics", new JsonObject().put("interval", interval))
              .put(
                  "management",
                  management.put("enabled", true).put("host", "127.0.0.1").put("port", 0)));
      return running;
    } catch (RuntimeException | Error e) {
      running.close();
      throw e;
    }
  }

  private void deploy(JsonObject config) {
    Promise<Integer> listening = Promise.promise();
    vertx
        .eventBus()
        .<JsonObject>consumer(
            BusAddress.EVENTS,
            event -> {
              if (EchoEvents.LISTENING.equals(event.body().getString("event"))) {
                listening.tryComplete(event.body().getJsonObject("details").getInteger("port"));
              }
            });
    DeploymentOptions options = new DeploymentOptions().setConfig(config);
    await(vertx.deployVerticle(TotalsVerticle.class.getName(), options));
    await(vertx.deployVerticle(ManagementVerticle.class.getName(), options));
    port = await(listening.future());
  }

  Vertx vertx() {
    return vertx;
  }

  int port() {
    return port;
  }

  HttpResponse<String> get(String path, String... headers) {
    return request("GET", path, headers);
  }

  HttpResponse<String> request(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Opens the bridge as a browser does. The socket is paused: call fetch or resume. */
  WebSocket bridge(String... headers) {
    return await(connectBridge(headers));
  }

  /** Opens the bridge; the future fails when the bridge refuses. */
  Future<WebSocket> connectBridge(String... headers) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/eventbus/websocket");
    for (int i = 0; i < headers.length; i += 2) {
      options.addHeader(headers[i], headers[i + 1]);
    }
    return webSockets
        .connect(options)
        .map(
            socket -> {
              socket.pause();
              return socket;
            });
  }

  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no result within " + PATIENCE_SECONDS + " s", e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}

package dev.echopair.client.watch;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Requests the totals of a node over HTTP, once per interval. Skips an interval while the previous
 * request is outstanding. Lives on one event loop.
 */
public final class HttpTotals implements TotalsSource {

  private static final String PATH = "/api/totals";
  private static final int MAX_BODY_BYTES = 64 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final URI node;
  private final Optional<String> token;
  private final Duration interval;
  private final HttpClient client;

  private Consumer<WatchEvent> events;
  private boolean asking;

  /**
   * Makes a source for a node.
   *
   * @param node the address of the node, from {@link #parse}
   * @param token sent to the node as bearer token
   * @param interval time between two requests
   */
  public HttpTotals(Vertx vertx, URI node, Optional<String> token, Duration interval) {
    this.vertx = vertx;
    this.node = node;
    this.token = token;
    this.interval = interval;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout((int) PATIENCE.toMillis()));
  }

  /**
   * Parses the HTTP address of a node.
   *
   * @throws IllegalArgumentException when the text is no such address; the message has an example
   */
  public static URI parse(String text) {
    try {
      URI uri = new URI(text.strip());
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null
          && uri.getPort() <= 65_535) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Reported below, as all other wrong addresses.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no address of a node: write it like http://127.0.0.1:7080");
  }

  @Override
  public String description() {
    return node.toString();
  }

  @Override
  public Future<Void> start(Consumer<WatchEvent> listener) {
    events = listener;
    vertx.setPeriodic(1, interval.toMillis(), timer -> ask());
    return Future.succeededFuture();
  }

  private void ask() {
    if (asking) {
      // The previous request is outstanding; it ends with a reply or with its timeout.
      return;
    }
    asking = true;
    // Composed, because the client throws while Vert.x closes, and does not fail the future.
    Future.succeededFuture()
        .compose(v -> client.request(request()))
        .compose(HttpClientRequest::send)
        .compose(this::read)
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(
            answered -> {
              asking = false;
              events.accept(answered.succeeded() ? answered.result() : noAnswer(answered.cause()));
            });
  }

  private RequestOptions request() {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url())
            .setIdleTimeout(PATIENCE.toMillis())
            .putHeader(HttpHeaders.ACCEPT, "application/json");
    token.ifPresent(
        shown -> options.putHeader(HttpHeaders.AUTHORIZATION.toString(), "Bearer " + shown));
    return options;
  }

  private String url() {
    String base = node.toString().replaceAll("/+$", "");
    return base.endsWith(PATH) ? base : base + PATH;
  }

  private Future<WatchEvent> read(HttpClientResponse response) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      String problem =
          token.isPresent()
              ? node + " rejects the token; it must be management.token of that node"
              : node + " requires a token: give --token TOKEN or --token-file FILE";
      return Future.succeededFuture(new WatchEvent.Refused(problem));
    }
    if (status != 200) {
      return Future.succeededFuture(
          new WatchEvent.NoAnswer(url() + " answers " + status + " " + response.statusMessage()));
    }
    return body(response).map(this::totals);
  }

  /**
   * Reads the body; fails when it is longer than totals can be: a wrong server may never end it.
   */
  private static Future<Buffer> body(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer read = Buffer.buffer();
    response.handler(
        chunk -> {
          read.appendBuffer(chunk);
          if (read.length() > MAX_BODY_BYTES && whole.tryFail("the answer is too long")) {
            response.request().reset();
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(end -> whole.tryComplete(read));
    return whole.future();
  }

  private WatchEvent totals(Buffer body) {
    try {
      JsonObject json = new JsonObject(body);
      if (TotalsView.isTotals(json)) {
        return new WatchEvent.Answer(json);
      }
      return new WatchEvent.NoAnswer(
          json.isEmpty()
              ? node + " has no totals yet"
              : url() + " answers with JSON that is not totals");
    } catch (DecodeException | ClassCastException e) {
      return new WatchEvent.NoAnswer(url() + " does not answer with a JSON object");
    }
  }

  private WatchEvent noAnswer(Throwable failure) {
    String why =
        failure instanceof TimeoutException
            ? "timeout after " + PATIENCE.toSeconds() + " s"
            : reason(failure);
    return new WatchEvent.NoAnswer("no answer from " + node + ": " + why);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}

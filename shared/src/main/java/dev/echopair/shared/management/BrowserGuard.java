package dev.echopair.shared.management;

import dev.echopair.shared.config.ManagementConfig;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/**
 * Refuses, with 403, the requests that a browser sends for a page of another site.
 *
 * <ul>
 *   <li>A request whose {@code Origin} (RFC 6454) differs from the host of the request. Browsers
 *       allow any page to open a WebSocket to any address, including the loopback address, and to
 *       read the messages.
 *   <li>On a loopback address without a token, a request for a {@code Host} that is not a name of
 *       this machine: a foreign name that resolves to 127.0.0.1 (DNS rebinding) would count as the
 *       same origin. With a token every host is accepted, because the foreign page has no token; a
 *       reverse proxy that passes on its own host name needs a token.
 * </ul>
 *
 * Programs other than browsers send no {@code Origin}.
 *
 * <p>This is a separate handler because vertx-web's {@code CorsHandler} compares the origin with a
 * fixed list; here the allowed origin is the host of the request.
 */
final class BrowserGuard implements Handler<RoutingContext> {

  private final String configuredHost;
  private final boolean onlyLocalNames;

  BrowserGuard(ManagementConfig config) {
    this.configuredHost = config.host();
    this.onlyLocalNames = config.token().isEmpty() && isLoopback(config.host());
  }

  /** Whether a host is a loopback name or address. */
  static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!isSameOrigin(request)) {
      refuse(context, "another site's page may not read this");
    } else if (onlyLocalNames && !isLocalName(request)) {
      refuse(context, "not a name of this machine; use localhost, or set management.token");
    } else {
      context.next();
    }
  }

  private static boolean isSameOrigin(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    String host = request.getHeader(HttpHeaders.HOST);
    if (origin == null) {
      return true;
    }
    String site = origin.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "");
    return host != null && site.equals(host.toLowerCase(Locale.ROOT));
  }

  private boolean isLocalName(HttpServerRequest request) {
    if (request.getHeader(HttpHeaders.HOST) == null) {
      return true;
    }
    HostAndPort authority = request.authority();
    if (authority == null) {
      return false;
    }
    String name = authority.host().replaceAll("^\\[|\\]$", "");
    return isLocalAddress(name) || name.equalsIgnoreCase(configuredHost);
  }

  /** A host name may also begin with 127.; only digits and dots make it an address. */
  private static boolean isLocalAddress(String name) {
    return isLoopback(name) && (!name.startsWith("127.") || name.matches("[0-9.]+"));
  }

  private static void refuse(RoutingContext context, String why) {
    context
        .response()
        .setStatusCode(403)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(new JsonObject().put("error", why).toBuffer());
  }
}

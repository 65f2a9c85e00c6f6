package dev.echopair.shared.management;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Adds the headers that limit a browser to what the dashboard needs: the files of this node and
 * connections to it.
 *
 * <p>This is a separate handler because vertx-web covers only two of the six headers ({@code
 * CSPHandler} and {@code XFrameHandler}), and constants need fewer lines.
 */
final class SecurityHeaders implements Handler<RoutingContext> {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  @Override
  public void handle(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    context.next();
  }
}

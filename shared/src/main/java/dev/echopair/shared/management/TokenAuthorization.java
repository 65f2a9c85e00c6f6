package dev.echopair.shared.management;

import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Lets in who shows the bearer token (RFC 6750), in the {@code Authorization} header or, since a
 * browser's WebSocket can send none, in the cookie that {@link #signIn} sets. Tokens are compared
 * in constant time. Without a configured token everybody is let in.
 */
final class TokenAuthorization implements Handler<RoutingContext> {

  private static final String COOKIE = "echo_token";
  private static final String SCHEME = "Bearer ";

  private final Optional<byte[]> token;

  TokenAuthorization(Optional<String> token) {
    this.token = token.map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void handle(RoutingContext context) {
    if (allowed(header(context)) || allowed(cookie(context))) {
      context.next();
    } else {
      refuse(context);
    }
  }

  /** Turns the header's token into a cookie that scripts cannot read and other sites cannot use. */
  void signIn(RoutingContext context) {
    Optional<String> shown = header(context);
    if (!allowed(shown)) {
      refuse(context);
      return;
    }
    shown.ifPresent(
        value ->
            context
                .response()
                .addCookie(
                    Cookie.cookie(COOKIE, value)
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.STRICT)
                        .setPath("/")));
    context.response().setStatusCode(204).end();
  }

  private boolean allowed(Optional<String> shown) {
    return token.isEmpty()
        || shown
            .map(text -> MessageDigest.isEqual(token.get(), text.getBytes(StandardCharsets.UTF_8)))
            .orElse(false);
  }

  private static Optional<String> header(RoutingContext context) {
    String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.startsWith(SCHEME)
        ? Optional.of(header.substring(SCHEME.length()))
        : Optional.empty();
  }

  private static Optional<String> cookie(RoutingContext context) {
    return Optional.ofNullable(context.request().getCookie(COOKIE)).map(Cookie::getValue);
  }

  private static void refuse(RoutingContext context) {
    context
        .response()
        .setStatusCode(401)
        .putHeader("WWW-Authenticate", "Bearer realm=\"echo\"")
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end("{\"error\":\"a bearer token is required\"}");
  }
}

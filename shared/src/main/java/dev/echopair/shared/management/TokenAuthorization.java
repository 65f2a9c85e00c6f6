package dev.echopair.shared.management;

import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * Admits a request that carries the bearer token (RFC 6750) in the {@code Authorization} header, or
 * the cookie that {@link #signIn} sets: a browser's WebSocket cannot send the header. The cookie
 * holds the SHA-256 digest of the token: it does not reveal the token, and all its characters are
 * valid in a cookie. Both are compared in constant time. Without a configured token every request
 * is admitted.
 *
 * <p>This is a separate handler because vertx-web's {@code APIKeyHandler} accepts either a header
 * or a cookie, so that two handlers would be needed, and its response has no {@code
 * WWW-Authenticate}.
 */
final class TokenAuthorization implements Handler<RoutingContext> {

  private static final String COOKIE = "echo_token";
  private static final String SCHEME = "Bearer ";

  private final Optional<String> token;
  private final Optional<String> cookie;

  TokenAuthorization(Optional<String> token) {
    this.token = token;
    this.cookie = token.map(TokenAuthorization::digest);
  }

  @Override
  public void handle(RoutingContext context) {
    if (matches(token, header(context)) || matches(cookie, cookie(context))) {
      context.next();
    } else {
      refuse(context);
    }
  }

  /**
   * Replies to a request with the token in the header with a cookie. Scripts cannot read the
   * cookie, and other sites cannot use it.
   */
  void signIn(RoutingContext context) {
    if (!matches(token, header(context))) {
      refuse(context);
      return;
    }
    cookie.ifPresent(
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

  private static boolean matches(Optional<String> expected, Optional<String> shown) {
    return expected.isEmpty()
        || shown
            .map(text -> MessageDigest.isEqual(bytes(expected.get()), bytes(text)))
            .orElse(false);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String digest(String token) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(token));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Optional<String> header(RoutingContext context) {
    String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
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

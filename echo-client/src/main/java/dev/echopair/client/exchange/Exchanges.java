package dev.echopair.client.exchange;

import dev.echopair.shared.net.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Opens exchanges: resolves the target and tries its addresses one after the other. */
public final class Exchanges {

  private Exchanges() {}

  /** Opens an exchange with a target; fails with an {@link ExchangeFailure}. */
  public static Future<Exchange> open(Vertx vertx, Endpoint target, ExchangeOptions options) {
    return resolve(vertx, target, options)
        .compose(
            addresses ->
                target.scheme() == Endpoint.Scheme.UDP
                    ? UdpExchange.open(vertx, target, addresses.get(0), options)
                    : tryEach(
                        addresses, address -> TcpExchange.open(vertx, target, address, options)));
  }

  /** Makes an attempt with each address until one succeeds. */
  static <T> Future<T> tryEach(
      List<InetAddress> addresses, Function<InetAddress, Future<T>> attempt) {
    Future<T> first = attempt.apply(addresses.get(0));
    return addresses.size() == 1
        ? first
        : first.recover(failure -> tryEach(addresses.subList(1, addresses.size()), attempt));
  }

  /** The addresses of a target's host, of the same family as the local address if there is one. */
  public static Future<List<InetAddress>> resolve(
      Vertx vertx, Endpoint target, ExchangeOptions options) {
    long started = System.nanoTime();
    Callable<List<InetAddress>> lookup =
        () -> Arrays.asList(InetAddress.getAllByName(target.host()));
    return vertx
        .executeBlocking(lookup, false)
        .recover(
            failure -> {
              options.narrator().step("resolve", target.host() + ": no address found");
              return Future.failedFuture(
                  ExchangeFailure.of(
                      "cannot resolve " + target.host() + " for " + target, failure));
            })
        .compose(
            all -> {
              options
                  .narrator()
                  .step(
                      "resolve",
                      "%s is %s (getaddrinfo, %s)"
                          .formatted(
                              target.host(), list(all), millis(System.nanoTime() - started)));
              return sameFamily(all, target, options);
            });
  }

  private static Future<List<InetAddress>> sameFamily(
      List<InetAddress> all, Endpoint target, ExchangeOptions options) {
    if (options.local() == null || options.local().getAddress().isAnyLocalAddress()) {
      return Future.succeededFuture(all);
    }
    boolean ipv6 = options.local().getAddress() instanceof Inet6Address;
    List<InetAddress> fitting =
        all.stream().filter(a -> a instanceof Inet6Address == ipv6).toList();
    if (fitting.isEmpty()) {
      return Future.failedFuture(
          new ExchangeFailure(
              "%s has no %s address to reach from %s"
                  .formatted(
                      target.host(), ipv6 ? "IPv6" : "IPv4", options.local().getHostString())));
    }
    return Future.succeededFuture(fitting);
  }

  private static String list(List<InetAddress> addresses) {
    return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
  }

  /** A time for people: {@code 0.312 ms}. */
  public static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
  }
}

package dev.echopair.client.exchange;

import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.TargetAddresses;
import dev.echopair.shared.process.Quantity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Opens exchanges: resolves the target and tries its addresses one after the other. */
public final class Exchanges {

  private Exchanges() {}

  /** Opens an exchange with a target; fails with an {@link ExchangeFailure}. */
  public static Future<Exchange> open(Vertx vertx, Endpoint target, ExchangeOptions options) {
    return target.scheme() == Endpoint.Scheme.UDP
        ? UdpExchange.open(vertx, target, options)
        : TcpExchange.open(vertx, target, options);
  }

  /**
   * Tries the addresses of a target in order until one attempt succeeds. Leaves out addresses that
   * the local address cannot reach. Reports the resolution to the narrator.
   *
   * @param attempted the start of the failure's message, such as {@code cannot connect to}
   * @return the first success; fails with an {@link ExchangeFailure}
   */
  public static <T> Future<T> tryEach(
      Vertx vertx,
      Endpoint target,
      ExchangeOptions options,
      String attempted,
      Function<InetAddress, Future<T>> attempt) {
    return resolve(vertx, target, options)
        .compose(all -> TargetAddresses.reachableFrom(options.local(), target.host(), all))
        .compose(
            addresses ->
                TargetAddresses.tryEach(addresses, attempt)
                    .recover(
                        failure ->
                            Future.failedFuture(
                                ExchangeFailure.of(attempted + " " + target, failure))));
  }

  private static Future<List<InetAddress>> resolve(
      Vertx vertx, Endpoint target, ExchangeOptions options) {
    String host = target.host();
    if (TargetAddresses.isLiteral(host)) {
      options.narrator().step("resolve", host + " is an address: there is no name to look up");
    }
    long started = System.nanoTime();
    return options
        .addresses()
        .of(vertx, host)
        .onSuccess(
            all -> {
              if (!TargetAddresses.isLiteral(host)) {
                options
                    .narrator()
                    .step(
                        "resolve",
                        "%s is %s (getaddrinfo, %s)"
                            .formatted(
                                host, list(all), Quantity.millis(System.nanoTime() - started)));
              }
            })
        .recover(
            failure -> {
              options.narrator().step("resolve", host + ": no address found");
              return Future.failedFuture(
                  ExchangeFailure.of("cannot resolve " + host + " for " + target, failure));
            });
  }

  private static String list(List<InetAddress> addresses) {
    return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
  }
}

package dev.echopair.shared.net;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Resolves a host to its addresses, for a target or a listen address.
 *
 * <p>A name is resolved on a worker thread, never on an event loop, to all its addresses; {@link
 * #tryEach} tries them one after the other. A literal address needs no lookup. An IPv6 address
 * keeps its zone, {@code fe80::1%eth0} (RFC 4007, section 11), up to the system call: the parsers
 * of Netty and Vert.x lose the zone. May be used from any thread.
 */
public final class TargetAddresses {

  /** Resolves with the system: hosts file and name servers, in the order of the system. */
  public static final TargetAddresses SYSTEM = new TargetAddresses(InetAddress::getAllByName);

  private final Lookup lookup;

  /** A way to look up names. */
  @FunctionalInterface
  public interface Lookup {

    /**
     * Returns the addresses of a host, at least one. May block.
     *
     * @throws UnknownHostException when the host has no address
     */
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  /** Makes a resolver with another lookup, such as a table. */
  public TargetAddresses(Lookup lookup) {
    this.lookup = lookup;
  }

  /**
   * Whether a host is an address that needs no lookup. An address with a zone is not: the zone has
   * to be looked up among the interfaces of this machine.
   */
  public static boolean isLiteral(String host) {
    return NetUtil.isValidIpV4Address(host)
        || (NetUtil.isValidIpV6Address(host) && !host.contains("%"));
  }

  /** Whether an address is an IPv6 one. */
  public static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }

  /**
   * Resolves a host.
   *
   * @return all its addresses, at least one; fails with an {@link UnknownHostException}
   */
  public Future<List<InetAddress>> of(Vertx vertx, String host) {
    if (!isLiteral(host)) {
      Callable<List<InetAddress>> resolution = () -> Arrays.asList(lookup.addressesOf(host));
      return vertx.executeBlocking(resolution, false);
    }
    try {
      return Future.succeededFuture(List.of(InetAddress.getByName(host)));
    } catch (UnknownHostException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * Selects the addresses that a socket with this local address can reach.
   *
   * @param host host of the addresses, for the message
   * @param local the address to send from; {@code null} to let the kernel choose
   * @return the addresses with the family of the local address; fails with an {@link
   *     UnreachableException} when there are none
   */
  public static Future<List<InetAddress>> reachableFrom(
      InetSocketAddress local, String host, List<InetAddress> addresses) {
    if (local == null || local.getAddress().isAnyLocalAddress()) {
      return Future.succeededFuture(addresses);
    }
    boolean ipv6 = isIpv6(local.getAddress());
    List<InetAddress> fitting =
        addresses.stream().filter(address -> isIpv6(address) == ipv6).toList();
    if (fitting.isEmpty()) {
      return Future.failedFuture(
          new UnreachableException(
              "%s has no %s address to reach from %s"
                  .formatted(host, ipv6 ? "IPv6" : "IPv4", local.getHostString())));
    }
    return Future.succeededFuture(fitting);
  }

  /**
   * Makes an attempt with each address, in their order, until one succeeds.
   *
   * @param addresses at least one
   * @return the result of the successful attempt. When all attempts fail: with one address the
   *     failure of its attempt, with several addresses an {@link UnreachableException} that names
   *     each address and its reason
   */
  public static <T> Future<T> tryEach(
      List<InetAddress> addresses, Function<InetAddress, Future<T>> attempt) {
    return addresses.size() == 1
        ? attempt.apply(addresses.get(0))
        : tryFrom(0, addresses, attempt, new ArrayList<>());
  }

  private static <T> Future<T> tryFrom(
      int index,
      List<InetAddress> addresses,
      Function<InetAddress, Future<T>> attempt,
      List<Throwable> failures) {
    if (index == addresses.size()) {
      return Future.failedFuture(failureOf(addresses, failures));
    }
    return attempt
        .apply(addresses.get(index))
        .recover(
            failure -> {
              failures.add(failure);
              return tryFrom(index + 1, addresses, attempt, failures);
            });
  }

  /** {@code 192.0.2.1, 192.0.2.2: connection refused ...; 2001:db8::1: no route to the host}. */
  private static UnreachableException failureOf(
      List<InetAddress> addresses, List<Throwable> failures) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (int i = 0; i < failures.size(); i++) {
      byReason
          .computeIfAbsent(ConnectFailure.reason(failures.get(i)), reason -> new ArrayList<>())
          .add(addresses.get(i).getHostAddress());
    }
    return new UnreachableException(
        byReason.entrySet().stream()
            .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
            .collect(Collectors.joining("; ")));
  }

  /**
   * Makes the options for a Vert.x connection to one address of a target. The certificate of a TLS
   * server is verified against the host of the target.
   */
  public static ConnectOptions connectOptions(Endpoint target, InetAddress address) {
    return new ConnectOptions()
        // The address object, not its text: Vert.x loses the zone of a text.
        .setRemoteAddress(
            io.vertx.core.net.SocketAddress.inetSocketAddress(
                new InetSocketAddress(address, target.port())))
        .setHost(target.host())
        .setPort(target.port())
        // Set explicitly: connect options override the setting of the client.
        .setSsl(target.scheme() == Endpoint.Scheme.TLS);
  }
}

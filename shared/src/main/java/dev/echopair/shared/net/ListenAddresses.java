package dev.echopair.shared.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Resolves the configured listen host to addresses. */
public final class ListenAddresses {

  private ListenAddresses() {}

  /**
   * Resolves the listen host. A name is resolved off the event loop; when it has several addresses,
   * the result is the first one.
   */
  public static Future<InetAddress> resolve(Vertx vertx, String host) {
    return TargetAddresses.SYSTEM.of(vertx, host).map(addresses -> addresses.get(0));
  }

  /**
   * Returns the addresses for a UDP echo, which binds one socket to each of them.
   *
   * <p>A reply must have the destination address of the request as its source (RFC 1122, section
   * 4.1.3.5). A socket that is bound to a wildcard sends from the address that the route suggests.
   * Therefore the result for a wildcard is every current address of this machine, and then the
   * wildcard itself, for addresses that are added later and for the rest of 127.0.0.0/8.
   */
  public static Future<List<InetAddress>> forDatagrams(Vertx vertx, InetAddress address) {
    if (!address.isAnyLocalAddress()) {
      return Future.succeededFuture(List.of(address));
    }
    Callable<List<InetAddress>> enumeration = () -> interfaceAddresses(address);
    return vertx.executeBlocking(enumeration, false);
  }

  private static List<InetAddress> interfaceAddresses(InetAddress wildcard) throws SocketException {
    List<InetAddress> addresses = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp()) {
        each.inetAddresses()
            // A link-local address needs the scope of its interface; the wildcard needs none.
            .filter(address -> !address.isLinkLocalAddress())
            .filter(address -> TargetAddresses.isIpv6(wildcard) || !TargetAddresses.isIpv6(address))
            .forEach(addresses::add);
      }
    }
    addresses.add(wildcard);
    return addresses;
  }
}

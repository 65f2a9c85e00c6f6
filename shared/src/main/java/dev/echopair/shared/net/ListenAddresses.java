package dev.echopair.shared.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Which addresses a host to listen on stands for. */
public final class ListenAddresses {

  private ListenAddresses() {}

  /**
   * Resolves the host to listen on, a name off the event loop; the first address where it has
   * several.
   */
  public static Future<InetAddress> resolve(Vertx vertx, String host) {
    return TargetAddresses.SYSTEM.of(vertx, host).map(addresses -> addresses.get(0));
  }

  /**
   * The addresses that a UDP echo binds one socket each to.
   *
   * <p>A reply must come from the address that was sent to (RFC 1122, section 4.1.3.5), and a
   * socket bound to a wildcard sends from whichever address the route suggests. So a wildcard
   * stands for every address that this machine has at the time, and itself last, for the addresses
   * that come later and for the rest of 127.0.0.0/8.
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
            // A link-local address needs its interface's scope, which the wildcard does not.
            .filter(address -> !address.isLinkLocalAddress())
            .filter(address -> TargetAddresses.isIpv6(wildcard) || !TargetAddresses.isIpv6(address))
            .forEach(addresses::add);
      }
    }
    addresses.add(wildcard);
    return addresses;
  }
}

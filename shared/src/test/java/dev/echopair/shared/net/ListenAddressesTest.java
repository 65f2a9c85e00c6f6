package dev.echopair.shared.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.Await;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ListenAddressesTest {

  private static Vertx vertx;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void closeVertx() {
    Await.result(vertx.close());
  }

  private static InetAddress resolved(String host) {
    return Await.result(ListenAddresses.resolve(vertx, host));
  }

  private static List<InetAddress> forDatagrams(String host) {
    return Await.result(ListenAddresses.forDatagrams(vertx, resolved(host)));
  }

  @Test
  void resolvesAddressesOfBothFamilies() {
    assertEquals("127.0.0.1", resolved("127.0.0.1").getHostAddress());
    assertFalse(TargetAddresses.isIpv6(resolved("127.0.0.1")));
    assertTrue(TargetAddresses.isIpv6(resolved("::1")));
  }

  @Test
  void failsOnANameThatDoesNotResolve() {
    assertInstanceOf(
        UnknownHostException.class,
        Await.failure(ListenAddresses.resolve(vertx, "no-such-host.invalid")));
  }

  @Test
  void keepsAnAddressAsItIs() {
    assertEquals(List.of(resolved("127.0.0.1")), forDatagrams("127.0.0.1"));
    assertEquals(List.of(resolved("::1")), forDatagrams("::1"));
  }

  @Test
  void expandsTheIpv4WildcardToEveryIpv4AddressAndItselfLast() {
    List<InetAddress> addresses = forDatagrams("0.0.0.0");
    assertTrue(addresses.contains(resolved("127.0.0.1")), addresses::toString);
    assertTrue(addresses.get(addresses.size() - 1).isAnyLocalAddress(), addresses::toString);
    assertTrue(addresses.stream().noneMatch(TargetAddresses::isIpv6), addresses::toString);
  }

  @Test
  void expandsTheIpv6WildcardToEveryAddressOfBothFamiliesAndItselfLast() {
    List<InetAddress> addresses = forDatagrams("::");
    assertTrue(addresses.contains(resolved("127.0.0.1")), addresses::toString);
    InetAddress last = addresses.get(addresses.size() - 1);
    assertTrue(last.isAnyLocalAddress() && TargetAddresses.isIpv6(last), addresses::toString);
  }

  @Test
  void namesNoAddressTwiceAndNoneThatNeedsAScope() {
    List<InetAddress> addresses = forDatagrams("::");
    assertEquals(new HashSet<>(addresses).size(), addresses.size(), addresses::toString);
    assertTrue(addresses.stream().noneMatch(InetAddress::isLinkLocalAddress));
  }
}

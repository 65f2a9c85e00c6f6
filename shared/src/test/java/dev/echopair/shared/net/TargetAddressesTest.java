package dev.echopair.shared.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

// The addresses are literals: nothing is looked up.
@SuppressWarnings("AddressSelection")
final class TargetAddressesTest {

  private static final InetAddress FIRST = address("192.0.2.1");
  private static final InetAddress SECOND = address("2001:db8::2");
  private static final InetAddress THIRD = address("192.0.2.3");
  private static final List<InetAddress> ALL = List.of(FIRST, SECOND, THIRD);

  private static Vertx vertx;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void closeVertx() {
    Await.result(vertx.close());
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void givesAllAddressesOfANameInTheirOrder() {
    TargetAddresses addresses = new TargetAddresses(host -> ALL.toArray(new InetAddress[0]));

    assertEquals(ALL, Await.result(addresses.of(vertx, "three.example")));
  }

  @Test
  void looksUpANameOffTheEventLoop() {
    List<Boolean> onEventLoop = new ArrayList<>();
    TargetAddresses addresses =
        new TargetAddresses(
            host -> {
              onEventLoop.add(Context.isOnEventLoopThread());
              return new InetAddress[] {FIRST};
            });

    Await.result(
        Future.future(
            promise ->
                vertx.runOnContext(v -> addresses.of(vertx, "one.example").onComplete(promise))));

    assertEquals(List.of(false), onEventLoop);
  }

  @Test
  void usesALiteralAddressWithoutALookup() {
    TargetAddresses addresses =
        new TargetAddresses(
            host -> {
              throw new UnknownHostException("looked up " + host);
            });

    assertEquals(List.of(address("127.0.0.1")), Await.result(addresses.of(vertx, "127.0.0.1")));
    assertEquals(List.of(address("::1")), Await.result(addresses.of(vertx, "::1")));
  }

  @Test
  void failsOnANameWithoutAnAddress() {
    assertInstanceOf(
        UnknownHostException.class,
        Await.failure(TargetAddresses.SYSTEM.of(vertx, "no-such-host.invalid")));
  }

  @Test
  void keepsANumericZoneUpToTheConnection() throws UnknownHostException {
    byte[] linkLocal = address("fe80::1").getAddress();
    InetAddress address = Inet6Address.getByAddress(null, linkLocal, 4711);

    assertEquals(
        "fe80:0:0:0:0:0:0:1%4711",
        TargetAddresses.connectOptions(Endpoint.parse("tcp://[fe80::1%4711]:7"), address)
            .getRemoteAddress()
            .hostAddress());
  }

  @Test
  void leavesOutTheFamilyThatALocalAddressCannotReach() {
    assertEquals(
        List.of(FIRST, THIRD), Await.result(reachableFrom(new InetSocketAddress("127.0.0.1", 0))));
    assertEquals(List.of(SECOND), Await.result(reachableFrom(new InetSocketAddress("::1", 0))));
    assertEquals(ALL, Await.result(reachableFrom(new InetSocketAddress("0.0.0.0", 0))));
    assertEquals(ALL, Await.result(reachableFrom(null)));
  }

  private static Future<List<InetAddress>> reachableFrom(InetSocketAddress local) {
    return TargetAddresses.reachableFrom(local, "three.example", ALL);
  }

  @Test
  void saysThatNoAddressIsOfTheFamilyOfTheLocalOne() {
    assertEquals(
        "one.example has no IPv6 address to reach from 0:0:0:0:0:0:0:1",
        Await.failure(
                TargetAddresses.reachableFrom(
                    new InetSocketAddress("::1", 0), "one.example", List.of(FIRST)))
            .getMessage());
  }

  @Test
  void triesTheAddressesInTheirOrderUntilOneSucceeds() {
    List<InetAddress> tried = new ArrayList<>();

    InetAddress reached =
        Await.result(
            TargetAddresses.tryEach(
                ALL,
                address -> {
                  tried.add(address);
                  return address.equals(SECOND)
                      ? Future.succeededFuture(address)
                      : Future.failedFuture(new ConnectException("Connection refused"));
                }));

    assertSame(SECOND, reached);
    assertEquals(List.of(FIRST, SECOND), tried);
  }

  @Test
  void namesEachAddressWithItsReasonWhenNoneAnswers() {
    Throwable failure =
        Await.failure(
            TargetAddresses.tryEach(
                ALL,
                address ->
                    Future.failedFuture(
                        address.equals(SECOND)
                            ? new NoRouteToHostException("No route to host")
                            : new ConnectException("Connection refused"))));

    assertEquals(
        "192.0.2.1, 192.0.2.3: connection refused: the host is there, but nothing listens on the"
            + " port; 2001:db8:0:0:0:0:0:2: no route to the host",
        assertInstanceOf(UnreachableException.class, failure).getMessage());
  }

  @Test
  void passesOnTheFailureOfASingleAddressUnchanged() {
    ConnectException refused = new ConnectException("Connection refused");

    assertSame(
        refused,
        Await.failure(
            TargetAddresses.tryEach(List.of(FIRST), address -> Future.failedFuture(refused))));
  }

  @Test
  void tellsAddressesFromNames() {
    assertTrue(TargetAddresses.isLiteral("127.0.0.1"));
    assertTrue(TargetAddresses.isLiteral("2001:db8::1"));
    assertFalse(TargetAddresses.isLiteral("localhost"));
    // The zone is a name that has to be looked up among the interfaces.
    assertFalse(TargetAddresses.isLiteral("fe80::1%eth0"));
  }
}

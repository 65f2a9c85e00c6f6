package dev.echopair.shared.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

// The addresses are literals: nothing is looked up.
@SuppressWarnings("AddressSelection")
final class TargetRouteTest {

  private static Vertx vertx;

  private final List<String> lookedUp = new ArrayList<>();
  private final List<String> tried = new ArrayList<>();
  private String answering = "192.0.2.2";

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void closeVertx() {
    Await.result(vertx.close());
  }

  private TargetRoute route(InetSocketAddress local, String... addresses) {
    return new TargetRoute(
        vertx,
        new TargetAddresses(
            host -> {
              lookedUp.add(host);
              InetAddress[] all = new InetAddress[addresses.length];
              for (int i = 0; i < all.length; i++) {
                all[i] = InetAddress.getByName(addresses[i]);
              }
              return all;
            }),
        "two.example",
        local);
  }

  /** Succeeds with the address that answers, and fails with all others. */
  private Future<String> attempt(InetAddress address) {
    tried.add(address.getHostAddress());
    return address.getHostAddress().equals(answering)
        ? Future.succeededFuture(answering)
        : Future.failedFuture(new ConnectException("Connection refused"));
  }

  @Test
  void opensALiteralAddress() {
    TargetRoute route = new TargetRoute(vertx, TargetAddresses.SYSTEM, "192.0.2.1", null);

    assertEquals("opened", Await.result(route.open(address -> Future.succeededFuture("opened"))));
  }

  @Test
  void beginsWithTheAddressThatAnsweredLast() {
    TargetRoute route = route(null, "192.0.2.1", "192.0.2.2");

    Await.result(route.open(this::attempt));
    Await.result(route.open(this::attempt));

    assertEquals(List.of("192.0.2.1", "192.0.2.2", "192.0.2.2"), tried);
  }

  @Test
  void goesBackToTheOthersWhenThatOneFails() {
    TargetRoute route = route(null, "192.0.2.1", "192.0.2.2");
    Await.result(route.open(this::attempt));
    tried.clear();
    answering = "192.0.2.1";

    assertEquals("192.0.2.1", Await.result(route.openAgain(this::attempt)));
    assertEquals(List.of("192.0.2.2", "192.0.2.1"), tried);
  }

  @Test
  void resolvesEachTimeItOpens() {
    TargetRoute route = route(null, "192.0.2.2");

    Await.result(route.open(this::attempt));
    Await.result(route.open(this::attempt));

    assertEquals(List.of("two.example", "two.example"), lookedUp);
  }

  @Test
  void resolvesAgainOnlyAfterAFailureWhenItOpensAgain() {
    TargetRoute route = route(null, "192.0.2.2");
    Await.result(route.openAgain(this::attempt));
    Await.result(route.openAgain(this::attempt));
    assertEquals(1, lookedUp.size());

    answering = "none";
    Await.failure(route.openAgain(this::attempt));
    assertEquals(1, lookedUp.size());
    Await.failure(route.openAgain(this::attempt));
    assertEquals(2, lookedUp.size());
  }

  @Test
  void opensWithWhatItHasResolvedAhead() {
    TargetRoute route = route(null, "192.0.2.2");
    Await.result(route.resolve());
    assertEquals(1, lookedUp.size());

    Await.result(route.openAgain(this::attempt));
    assertEquals(1, lookedUp.size());
  }

  @Test
  void leavesOutTheFamilyOfOtherLocalAddresses() {
    TargetRoute route =
        route(new InetSocketAddress("127.0.0.1", 0), "2001:db8::1", "192.0.2.2", "2001:db8::3");

    Await.result(route.open(this::attempt));

    assertEquals(List.of("192.0.2.2"), tried);
  }

  @Test
  void failsAsTheResolutionDoes() {
    TargetRoute route =
        new TargetRoute(
            vertx,
            new TargetAddresses(
                host -> {
                  throw new UnknownHostException(host);
                }),
            "no.example",
            null);

    assertInstanceOf(UnknownHostException.class, Await.failure(route.open(this::attempt)));
  }

  @Test
  void reachesTheSecondAddressOverTcp() {
    NetServer server = vertx.createNetServer().connectHandler(NetSocket::close);
    Await.result(server.listen(0, "127.0.0.1"));
    NetClient client = vertx.createNetClient();
    Endpoint target = new Endpoint(Endpoint.Scheme.TCP, "two.example", server.actualPort());
    Function<InetAddress, Future<NetSocket>> connect =
        address -> client.connect(TargetAddresses.connectOptions(target, address));

    NetSocket socket = Await.result(route(null, "127.0.0.4", "127.0.0.1").open(connect));

    assertEquals("127.0.0.1", socket.remoteAddress().hostAddress());
    Await.result(client.close());
    Await.result(server.close());
  }

  @Test
  void namesBothAddressesWhenNeitherAnswersOverTcp() {
    NetServer server = vertx.createNetServer().connectHandler(NetSocket::close);
    Await.result(server.listen(0, "127.0.0.1"));
    NetClient client = vertx.createNetClient();
    Endpoint target = new Endpoint(Endpoint.Scheme.TCP, "two.example", server.actualPort());
    Function<InetAddress, Future<NetSocket>> connect =
        address -> client.connect(TargetAddresses.connectOptions(target, address));

    Throwable failure = Await.failure(route(null, "127.0.0.4", "127.0.0.5").open(connect));

    assertTrue(
        ConnectFailure.reason(failure).startsWith("127.0.0.4, 127.0.0.5: connection refused: "),
        failure::getMessage);
    Await.result(client.close());
    Await.result(server.close());
  }
}

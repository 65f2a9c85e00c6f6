package dev.echopair.shared.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The route to one target, for sockets that are opened repeatedly. Resolves the host, tries the
 * addresses one after the other, and begins with the address of the last successful attempt.
 *
 * <p>Lives on the event loop of the context that uses it.
 */
public final class TargetRoute {

  private final Vertx vertx;
  private final TargetAddresses addresses;
  private final String host;
  private final InetSocketAddress local;

  /** The addresses of the last successful attempt or resolution; empty after a failure. */
  private List<InetAddress> known = List.of();

  private InetAddress answered;

  /**
   * Makes a route.
   *
   * @param host host of the target
   * @param local the address to send from; {@code null} to let the kernel choose
   */
  public TargetRoute(Vertx vertx, TargetAddresses addresses, String host, InetSocketAddress local) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.host = host;
    this.local = local;
  }

  /**
   * Resolves the host again and makes an attempt with each address until one succeeds.
   *
   * @return fails when the host does not resolve; otherwise like {@link TargetAddresses#tryEach}
   */
  public <T> Future<T> open(Function<InetAddress, Future<T>> attempt) {
    return reachable().compose(reachable -> tryEach(reachable, attempt));
  }

  /** Resolves the host in advance, for the first {@link #openAgain}. */
  public Future<Void> resolve() {
    return reachable().onSuccess(reachable -> known = reachable).mapEmpty();
  }

  /**
   * Makes attempts with the addresses of the last success, and resolves the host again only after a
   * failure. A time that is measured around this call then includes no name lookup.
   */
  public <T> Future<T> openAgain(Function<InetAddress, Future<T>> attempt) {
    return known.isEmpty() ? open(attempt) : tryEach(known, attempt);
  }

  private Future<List<InetAddress>> reachable() {
    return addresses
        .of(vertx, host)
        .compose(all -> TargetAddresses.reachableFrom(local, host, all));
  }

  private <T> Future<T> tryEach(
      List<InetAddress> reachable, Function<InetAddress, Future<T>> attempt) {
    return TargetAddresses.tryEach(
            answeredFirst(reachable),
            address -> attempt.apply(address).onSuccess(opened -> answered = address))
        .onSuccess(opened -> known = reachable)
        .onFailure(failure -> known = List.of());
  }

  private List<InetAddress> answeredFirst(List<InetAddress> reachable) {
    // An immutable list throws when it is asked for null.
    int index = answered == null ? -1 : reachable.indexOf(answered);
    if (index <= 0) {
      return reachable;
    }
    List<InetAddress> ordered = new ArrayList<>(reachable);
    ordered.add(0, ordered.remove(index));
    return ordered;
  }
}

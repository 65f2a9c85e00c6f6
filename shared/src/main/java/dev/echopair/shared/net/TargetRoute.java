package dev.echopair.shared.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The route to one target for sockets that are opened over and over: resolves its host, tries its
 * addresses one after the other, and begins with the address that answered last.
 *
 * <p>Lives on the event loop of the context that uses it.
 */
public final class TargetRoute {

  private final Vertx vertx;
  private final TargetAddresses addresses;
  private final String host;
  private final InetSocketAddress local;

  /** The addresses that were tried last; empty after a failure. */
  private List<InetAddress> known = List.of();

  private InetAddress answered;

  /**
   * Makes a route.
   *
   * @param host of the target
   * @param local the address to send from; {@code null} to let the kernel choose
   */
  public TargetRoute(Vertx vertx, TargetAddresses addresses, String host, InetSocketAddress local) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.host = host;
    this.local = local;
  }

  /**
   * Resolves the host anew and makes an attempt with each address until one succeeds.
   *
   * @return fails when the host does not resolve, and otherwise as {@link TargetAddresses#tryEach}
   */
  public <T> Future<T> open(Function<InetAddress, Future<T>> attempt) {
    return reachable().compose(reachable -> tryEach(reachable, attempt));
  }

  /** Resolves the host ahead of the first {@link #openAgain}. */
  public Future<Void> resolve() {
    return reachable().onSuccess(reachable -> known = reachable).mapEmpty();
  }

  /**
   * Makes an attempt with the addresses that led to the target the last time, and resolves anew
   * only after a failure: so that a time that is measured holds no look-up of a name.
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
    int index = reachable.indexOf(answered);
    if (index <= 0) {
      return reachable;
    }
    List<InetAddress> ordered = new ArrayList<>(reachable);
    ordered.add(0, ordered.remove(index));
    return ordered;
  }
}

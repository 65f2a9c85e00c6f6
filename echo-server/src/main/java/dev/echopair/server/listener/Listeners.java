package dev.echopair.server.listener;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.shared.process.StartupException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All that a node serves: a listener for each protocol of its configuration. A change is applied as
 * a whole or not at all. Lives on the context of the verticle that owns it; one change at a time.
 */
public final class Listeners {

  private final Vertx vertx;

  private Map<Protocol, Listener> serving = new EnumMap<>(Protocol.class);
  private ServerConfig config;

  /** Serves nothing yet. */
  public Listeners(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Serves what a configuration asks for, in place of what is served now. Listeners that can take
   * it over stay open. For the others new ones open first, then the old ones drain, which is not
   * waited for.
   *
   * @return what is served from new listeners; failed when it cannot be served, with what was
   *     served before as it was
   */
  public Future<List<Listening>> serve(ServerConfig changed) {
    if (Arrays.stream(Protocol.values()).noneMatch(protocol -> protocol.isEnabled(changed))) {
      return Future.failedFuture(
          new StartupException(
              "nothing to serve: tcp.enabled and udp.enabled are both false", null));
    }
    Change change = changeTo(changed);
    return closeAll(change.inTheWay.values())
        .compose(closed -> openAll(change.added.values()))
        .compose(opened -> reconfigureAll(change.kept.values(), changed).map(opened))
        .onSuccess(opened -> finish(change, changed))
        .recover(failure -> undo(change, failure));
  }

  private Change changeTo(ServerConfig changed) {
    Change change = new Change(emptyMap(), emptyMap(), emptyMap());
    for (Protocol protocol : Protocol.values()) {
      Listener open = serving.get(protocol);
      if (!protocol.isEnabled(changed)) {
        continue;
      }
      if (open != null && open.canBecome(changed)) {
        change.kept.put(protocol, open);
        continue;
      }
      if (open != null && open.conflictsWith(changed)) {
        change.inTheWay.put(protocol, open);
      }
      change.added.put(protocol, protocol.listener(vertx, changed));
    }
    return change;
  }

  private void finish(Change change, ServerConfig changed) {
    List<Listener> replaced = new ArrayList<>(serving.values());
    replaced.removeAll(change.kept.values());
    serving = emptyMap();
    serving.putAll(change.kept);
    serving.putAll(change.added);
    config = changed;
    replaced.forEach(Listener::close);
  }

  /** Goes back to the running configuration; fails as the change did. */
  private Future<List<Listening>> undo(Change change, Throwable failure) {
    // Waited for: those that open again, and whoever comes next, may need the ports.
    return closeAll(change.added.values())
        .compose(closed -> reconfigureAll(change.kept.values(), config).otherwiseEmpty())
        .compose(restored -> openAgain(change.inTheWay.keySet()))
        .transform(
            opened ->
                Future.failedFuture(
                    opened.succeeded()
                        ? failure
                        : new StartupException(List.of(failure, opened.cause()))));
  }

  private Future<?> openAgain(Collection<Protocol> closed) {
    for (Protocol protocol : closed) {
      serving.put(protocol, protocol.listener(vertx, config));
    }
    return Future.join(
        closed.stream()
            .map(
                protocol ->
                    serving.get(protocol).open().onFailure(lost -> serving.remove(protocol)))
            .toList());
  }

  private static Future<List<Listening>> openAll(Collection<Listener> listeners) {
    List<Future<Listening>> opened = listeners.stream().map(Listener::open).toList();
    return Future.join(opened)
        .<List<Listening>>map(all -> opened.stream().map(Future::result).toList())
        .recover(failed -> Future.failedFuture(failures(opened)));
  }

  private static StartupException failures(List<? extends Future<?>> attempts) {
    return new StartupException(
        attempts.stream().filter(Future::failed).map(Future::cause).toList());
  }

  private static Future<?> reconfigureAll(Collection<Listener> listeners, ServerConfig changed) {
    return Future.join(listeners.stream().map(each -> each.reconfigure(changed)).toList());
  }

  private static Future<?> closeAll(Collection<Listener> listeners) {
    return Future.join(listeners.stream().map(Listener::close).toList());
  }

  private static Map<Protocol, Listener> emptyMap() {
    return new EnumMap<>(Protocol.class);
  }

  /**
   * What a changed configuration does to the listeners.
   *
   * @param kept those that take it over
   * @param added those that open for it
   * @param inTheWay those that must close before
   */
  private record Change(
      Map<Protocol, Listener> kept,
      Map<Protocol, Listener> added,
      Map<Protocol, Listener> inTheWay) {}
}

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
 * The listeners of a node, one for each configured protocol. A changed configuration is applied
 * completely or not at all, one at a time. Lives on the context of the verticle that owns it.
 */
public final class Listeners {

  private final Vertx vertx;

  private Map<Protocol, Listener> serving = new EnumMap<>(Protocol.class);
  private ServerConfig config;

  /** Makes the set, without open listeners. */
  public Listeners(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Applies a configuration. Listeners that can apply it stay open. For the others, new listeners
   * open first and then the old ones drain; the result does not wait for the drain.
   *
   * @return the new listeners; fails when the configuration cannot be applied, and then the
   *     previous listeners continue
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

  /** Restores the previous configuration; fails with the failure of the change. */
  private Future<List<Listening>> undo(Change change, Throwable failure) {
    // Waits for the close: the listeners that open again, and the next change, may need the ports.
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
   * The effect of a changed configuration on the listeners.
   *
   * @param kept open listeners that apply the change
   * @param added listeners to open
   * @param inTheWay open listeners that must close before the new ones can open
   */
  private record Change(
      Map<Protocol, Listener> kept,
      Map<Protocol, Listener> added,
      Map<Protocol, Listener> inTheWay) {}
}

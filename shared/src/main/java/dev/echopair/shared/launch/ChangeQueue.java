package dev.echopair.shared.launch;

import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Applies changes one after the other. A change that arrives while another one is being applied
 * waits.
 *
 * <p>At most one change waits, the newest: each change is a complete configuration, so a newer
 * change replaces an older one that has not been started. After a change that fails, the next one
 * is still applied. May be used from any thread. A change is applied on the thread that submits it
 * or on the thread that completes the previous change.
 *
 * @param <T> type of a change
 */
final class ChangeQueue<T> {

  private final Function<T, Future<Void>> apply;

  private boolean applying;
  private T waiting;

  ChangeQueue(Function<T, Future<Void>> apply) {
    this.apply = apply;
  }

  void submit(T change) {
    synchronized (this) {
      if (applying) {
        waiting = change;
        return;
      }
      applying = true;
    }
    begin(change);
  }

  private void begin(T change) {
    // compose() turns an exception into a failed future.
    Future.succeededFuture(change).compose(apply).onComplete(applied -> next());
  }

  private void next() {
    T next;
    synchronized (this) {
      next = waiting;
      waiting = null;
      applying = next != null;
    }
    if (next != null) {
      begin(next);
    }
  }
}

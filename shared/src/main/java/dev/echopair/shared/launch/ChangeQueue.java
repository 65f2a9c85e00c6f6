package dev.echopair.shared.launch;

import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Applies changes one after the other. A change that comes while another is being applied waits.
 *
 * <p>At most one change waits, the newest: each change is a whole configuration, so that a newer
 * one replaces an older one that was not begun. A change that fails does not keep the next one from
 * being applied. May be used from any thread; a change is applied on the thread that submits it or
 * on the one that completes the change before it.
 *
 * @param <T> a change
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
    // A change that throws has failed, as one that says so has.
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
